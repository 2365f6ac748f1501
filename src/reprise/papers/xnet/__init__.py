"""The room of: Is Pre-training Applicable to the Decoder for Dense Prediction?"""
