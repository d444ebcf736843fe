"""The application that uvicorn serves for `benchmarks.product`, over GONGZHI_DATA."""

from interfaces.http.app import create_app
from interfaces.system import Settings, System

app = create_app(System(Settings.of()))
