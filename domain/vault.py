"""The master key of the vault: that it was changed is on record, the key is not (SYS-20)."""

from dataclasses import dataclass
from typing import Final

from domain.access import PROTECTORS
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Outcome,
    Ref,
    derived_id,
)
from domain.roles import Role


@dataclass(frozen=True, slots=True)
class MasterKey:
    rotations: int = 0


class MasterKeyRotated(Event[MasterKey], name="vault.rotated"):
    """All keys are wrapped under another master key from here on: application/wrapping.py."""

    def apply(self, state: MasterKey) -> MasterKey:
        return MasterKey(state.rotations + 1)


class RotateMasterKey(
    Command[MasterKey], verb="rotate", label=Label("更换主密钥", "Rotate master key"),
    who=(Role.SYS,), opens=True,
):  # fmt: skip
    """Wraps every key anew. Whoever has the old master key can open nothing any more."""

    def decide(self, state: MasterKey, context: Context) -> Outcome:
        yield MasterKeyRotated()


VAULT: Final = Aggregate(
    name="vault",
    collection="vaults",
    label=Label("密钥库", "Vault"),
    initial=MasterKey(),
    commands=(RotateMasterKey,),
    events=(MasterKeyRotated,),
    identify=lambda command: derived_id("vault"),
    concerns=lambda state, command: Concern(offices=PROTECTORS),
)


def vault_ref() -> Ref[MasterKey]:
    return VAULT.ref(derived_id("vault"))
