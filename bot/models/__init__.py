"""The models that the service runs, prepared: fetched, turned into ONNX, checked, put in their place."""
