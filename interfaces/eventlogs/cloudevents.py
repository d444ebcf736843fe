"""CloudEvents 1.0: the log as a stream of messages for other systems."""

from typing import Any, Final

BATCH: Final = "application/cloudevents-batch+json"
# Attributes of ours must be lower case letters and digits; numbers beyond 2^31 are no integers.
OF_ACTOR: Final = ("role", "person", "body", "on_behalf_of")


def cloud_event(event: dict[str, Any], origin: str) -> dict[str, Any]:
    """event: as `event_body` tells it. origin: of the log; with `id`, the position, unique.

    `sequence`, `recordedtime`, `correlationid` and `causationid` as the documented extensions.
    """
    who = {name.replace("_", ""): event["actor"].get(name) for name in OF_ACTOR}
    caused = event["causation"]
    found = {
        "specversion": "1.0",
        "id": str(event["position"]),
        "source": origin,
        "type": event["name"],
        "subject": f"{event['collection']}/{event['stream']}",
        "time": event["occurred_at"],
        "datacontenttype": "application/json",
        "sequence": f"{event['position']:019}",
        "recordedtime": event["recorded_at"],
        "correlationid": str(event["correlation"]),
        "causationid": None if caused is None else str(caused),
        "command": str(event["command"]),
        "version": event["version"],
        **who,
        "data": event["data"],
    }
    return {name: value for name, value in found.items() if value is not None}
