// Search while typing, runs that show how they go, and keys for readers. Pages work without it.
"use strict";

const announcer = document.getElementById("announcer");
const searchForm = document.getElementById("search");
const searchField = document.getElementById("q");

function announce(text) {
  if (announcer.textContent !== text) announcer.textContent = text;
}

function parse(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

// Search ---------------------------------------------------------------------------------------------------

const TYPING_PAUSE = 140;
let typing = 0;
let asked = null;
let shown = location.pathname === "/search" ? addressOfSearch() : "";

function addressOfSearch() {
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(searchForm)) {
    if (value.trim()) values.set(name, value.trim());
  }
  return `/search?${values}`;
}

async function showResults() {
  const address = addressOfSearch();
  if (address === shown) return;
  const query = searchField.value.trim();
  if (!query && location.pathname !== "/search") return;
  asked?.abort();
  const mine = (asked = new AbortController());
  const onSearchPage = location.pathname === "/search" && document.getElementById("results");
  let response;
  try {
    response = await fetch(address, {
      signal: mine.signal,
      headers: onSearchPage ? { "X-Fragment": "1" } : {},
    });
  } catch (error) {
    if (error.name === "AbortError") return;
    announce("The server cannot be reached. Try again in a moment.");
    return;
  }
  const html = await response.text().catch(() => null);
  if (html === null || mine.signal.aborted) return;
  const page = parse(html);
  const results = page.getElementById("results");
  if (onSearchPage) {
    const target = document.getElementById("results");
    if (results) target.replaceWith(document.adoptNode(results));
    else target.replaceChildren(...page.getElementById("main").children);
    const heading = document.querySelector("h1");
    if (results && heading) heading.textContent = query || "Search";
  } else {
    document.getElementById("main").replaceChildren(...page.getElementById("main").children);
    for (const link of document.querySelectorAll(".sections [aria-current]")) link.removeAttribute("aria-current");
  }
  if (location.pathname === "/search") history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  document.title = `${query || "Search"} · Daily`;
  shown = address;
  const count = document.getElementById("count");
  announce(count ? count.firstChild.textContent + " found" : query ? "Nothing found" : "");
}

function searchSoon() {
  clearTimeout(typing);
  typing = setTimeout(showResults, TYPING_PAUSE);
}

searchField.addEventListener("input", searchSoon);
document.addEventListener("change", (event) => {
  if (event.target.form === searchForm && event.target !== searchField) searchSoon();
});
searchForm.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  if (addressOfSearch() === shown) focusPaper(0);
  else if (searchField.value.trim()) showResults();
});
window.addEventListener("popstate", () => {
  if (!location.hash) location.reload();
});

// Runs -----------------------------------------------------------------------------------------------------

const POLL = 500;
let stopped = false; // by a button that had the focus

function messageOf(run) {
  if (run.state === "waiting") return `Waiting, ${run.ahead} ${run.ahead === 1 ? "run" : "runs"} ahead.`;
  const seed = run.seeds ? `, seed ${Math.min(run.seed + 1, run.seeds)} of ${run.seeds}` : "";
  return `${run.message || "Starting; the libraries take a few seconds to load"}${seed}.`;
}

async function refreshReproduction(keepFocus) {
  const response = await fetch(location.pathname);
  const fresh = parse(await response.text()).getElementById("reproduction");
  const present = document.getElementById("reproduction");
  if (!fresh || !present) return;
  const inside = keepFocus || present.contains(document.activeElement);
  present.replaceWith(document.adoptNode(fresh));
  if (inside) document.querySelector("#run button")?.focus({ preventScroll: true });
}

async function follow(slug) {
  let spoken = "";
  stopped = false;
  for (;;) {
    let run;
    try {
      const response = await fetch(`/run/${slug}`, { headers: { "X-Fragment": "1" } });
      run = await response.json();
    } catch {
      announce("The server cannot be reached. Load the page again to see the run.");
      return;
    }
    const box = document.getElementById("run");
    if (!box || box.dataset.slug !== slug) return;
    if (run.state !== "waiting" && run.state !== "running") {
      await refreshReproduction(stopped);
      announce(run.state === "done" ? "The run is done; its verdicts stand with the claims." : `The run ${run.state}: ${run.error}`);
      return;
    }
    const text = messageOf(run);
    box.querySelector("[data-part=message]").textContent = text;
    const bar = box.querySelector("progress");
    if (run.share === null) bar.removeAttribute("value");
    else bar.value = run.share;
    const stage = `${run.state} ${run.message}`;
    if (stage !== spoken) announce(text);
    spoken = stage;
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const box = form.closest("#run");
  if (!box) return;
  event.preventDefault();
  const slug = box.dataset.slug;
  const hadFocus = form.contains(document.activeElement);
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  const response = await fetch(form.action, { method: "POST", headers: { "X-Fragment": "1" } }).catch(() => null);
  if (!response || !response.ok) {
    const problem = response ? parse(await response.text()).querySelector("#main p")?.textContent : "";
    announce(problem || "The server cannot be reached.");
    const said = form.querySelector("[role=alert]") || form.appendChild(document.createElement("p"));
    said.setAttribute("role", "alert");
    said.textContent = problem || "The server cannot be reached. Try again in a moment.";
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    return;
  }
  if (form.action.endsWith("/stop")) {
    stopped = hadFocus;
    return;
  }
  await refreshReproduction(hadFocus);
  follow(slug);
});

const running = document.getElementById("run");
if (running?.dataset.active) follow(running.dataset.slug);

// Keys -----------------------------------------------------------------------------------------------------

const help = document.getElementById("keys");
const keysOn = document.getElementById("keys-on");

function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage is forbidden here: the setting lasts as long as the page
  }
}

keysOn.checked = remembered("keys") !== "off";
keysOn.addEventListener("change", () => {
  try {
    localStorage.setItem("keys", keysOn.checked ? "on" : "off");
  } catch {
    announce("This browser does not let Daily remember the setting.");
  }
});

function papers() {
  return [...document.querySelectorAll("main .paper .title a, main .similar a")];
}

function focusPaper(index) {
  const all = papers();
  const link = all[Math.max(0, Math.min(index, all.length - 1))];
  if (!link) return;
  link.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  (link.closest(".paper") || link).scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
}

function step(by) {
  const all = papers();
  const here = all.indexOf(document.activeElement);
  if (here >= 0) return focusPaper(here + by);
  const top = all.findIndex((link) => link.getBoundingClientRect().top >= 0);
  focusPaper(top < 0 ? all.length - 1 : top);
}

function openHelp() {
  if (!help.open) help.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target === searchField && event.key === "Escape") {
    searchField.blur();
    return;
  }
  if (event.target.matches("input, select, textarea") || help.open || !keysOn.checked) return;
  const actions = {
    "/": () => {
      searchField.focus();
      searchField.select();
    },
    j: () => step(1),
    k: () => step(-1),
    o: () => papers().includes(document.activeElement) && document.activeElement.click(),
    "?": openHelp,
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

for (const button of document.querySelectorAll("[data-opens=keys]")) button.addEventListener("click", openHelp);
for (const element of document.querySelectorAll(".scripted")) element.hidden = false;
