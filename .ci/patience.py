"""Options of a gateway under which, on a busy machine too, no simulated module runs out of time."""

MODULES = ("liveness", "ocr", "face_match", "antifraud", "decision")
PATIENT = ("-Ddw.pipeline.deadline=60s", "-Ddw.server.shutdownGracePeriod=90s", *(f"-Ddw.modules.{module}.timeout=60s" for module in MODULES))
