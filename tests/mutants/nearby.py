"""Which tests are tried first against a mutant: those of its module, then those that stand on it."""

from tests.mutants.choice import ROOT

SYNC = ("tests/shared/sync",)
REPLICA = ("tests/shared/replica",)
SERVER = (
    "tests/sync_server/test_referee.py",
    "tests/sync_server/test_log.py",
    "tests/sync_server/test_checkpoint.py",
    "tests/sync_server/test_access.py",
    "tests/sync_server/test_perform_many.py",
    "tests/sync_server/test_invariants.py",
    "tests/sync_server/test_workspace.py",
    "tests/sync_server/test_parking.py",
    "tests/sync_server/test_told_again.py",
    "tests/sync_server/test_history.py",
    "tests/sync_server/sign_in/test_devices.py",
)
WIRE = ("tests/sync_server/test_fuzz.py", "tests/sync_server/test_app.py", "tests/sync_server/test_session.py")
PHONE = (
    *("tests/mobile/test_courier.py", "tests/mobile/test_writer.py", "tests/mobile/test_replica_file.py"),
    *("tests/mobile/test_revoked.py", "tests/mobile/test_first_load.py"),
)
LEAVING = (
    *("tests/shared/actions/test_retention.py", "tests/sync_server/privacy", "tests/sync_server/test_erased_words.py"),
    "tests/sync_server/test_erasing_walk.py",
)
BESIDE = (
    *("tests/shared/actions/test_contacts.py", "tests/mobile/test_media.py"),
    "tests/sync_server/test_outside.py",
)
BY_FOLDER = {
    "shared/sync": (*SYNC, *REPLICA, *SERVER, *WIRE, *PHONE),
    "shared/replica": (*REPLICA, *PHONE, *SERVER),
    "sync_server": (*SERVER, *REPLICA, *WIRE),
    "sync_server/sign_in": (*PHONE, *SERVER, *WIRE),
}
ALL = (*SYNC, *REPLICA, *SERVER, *WIRE, *PHONE, *LEAVING, *BESIDE, "tests/crash")


def tests_of(path: str) -> list[str]:
    """Files and folders of tests for the module at `path`, nearest first."""
    folder, _, file = path.rpartition("/")
    own = f"tests/{folder}/test_{file}"
    near = BY_FOLDER[folder]
    return [own, *(name for name in near if name != own)] if (ROOT / own).is_file() else list(near)
