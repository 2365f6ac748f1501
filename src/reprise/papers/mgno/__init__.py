"""The room of: MgNO: Efficient Parameterization of Linear Operators via Multigrid."""
