"""A visitor without a browser: what Streamlit's own page says to the server, and hears from it.

Like the page, it sends the states of the widgets that the visitor changed, the link, and which large messages it still
has; it polls where the app asks for that, and closes with an error if the server shows one. It draws nothing, fetches
no files over HTTP, and does not send the states of widgets that nobody touched: the server has those.
"""

import asyncio
import json
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlencode

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 120.0  # seconds after which an answer counts as an error
KEPT_RUNS = 2  # so many runs long the page keeps a large message (global.maxCachedMessageAge)
LINKED = ("text_input", "text_area", "selectbox")


class FailedError(Exception):
    """The server showed an error, went away, or did not answer in time."""


class Visitor:
    """One session: a connection, and what the page in its window holds."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.pages: dict[str, str] = {}  # address to hash
        self.page, self.link = "", {}
        self.widgets: dict[str, tuple[Element, str]] = {}  # by label: the widget, and the fragment it is in
        self.states: dict[str, str] = {}  # by the widget's id
        self.large: dict[str, tuple[int, ForwardMsg]] = {}
        self.runs, self.polls = 0, {}
        self.seen: list[Element] = []  # of this run
        self.begun = False
        self.components: dict[str, object] = {}  # what our components tell, by their names
        self.told: dict[str, str] = {}  # by the component's id
        self.owes = False  # a component has something to tell
        self.looks: list[Callable[[Element], None]] = []  # called with each element that comes

    async def act(
        self,
        shown: Callable[[Element], bool],
        page: str | None = None,
        change: tuple[str, str] | None = None,
        link: dict[str, str] | None = None,
    ) -> float:
        """Open a page, or change the widget with a label to a value; return the seconds until all is there.

        A page opens as a `link` sets it. All is the end of the run, and in it an element that is `shown`.
        Raises FailedError.
        """
        start, fragment = time.perf_counter(), ""
        if page is not None:
            self.page, self.link, self.widgets = page, link or {}, {}
            self.stop_polling()
        if change is not None:
            element, fragment = self.widgets[change[0]]
            kind = element.WhichOneof("type")
            widget = getattr(element, kind)
            self.states[widget.id] = change[1]
            if widget.query_param_key:
                self.link[widget.query_param_key] = change[1]
        self.seen, self.begun = [], False
        await self.send(fragment)
        try:
            async with asyncio.timeout(PATIENCE):
                while not await self.hear(fragment) or not any(map(shown, self.seen)):
                    pass
        except TimeoutError:
            raise FailedError(f"no picture within {PATIENCE:.0f} s") from None
        except ConnectionClosed:
            raise FailedError("the connection was lost") from None
        return time.perf_counter() - start

    async def idle(self, seconds: float) -> None:
        """Look at the page, which goes on hearing."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    await self.hear()
        except TimeoutError:
            pass
        except ConnectionClosed:
            raise FailedError("the connection was lost") from None

    async def send(self, fragment: str = "", *, polled: bool = False) -> None:
        """Ask the server to run the page, or a fragment of it."""
        message = BackMsg()
        state = message.rerun_script
        state.page_script_hash = self.pages.get(self.page, "")
        state.query_string = urlencode(self.link)
        state.fragment_id, state.is_auto_rerun = fragment, polled
        state.cached_message_hashes.extend(key for key, (run, _) in self.large.items() if self.runs - run <= KEPT_RUNS)
        state.widget_states.widgets.extend(WidgetState(id=key, string_value=text) for key, text in self.states.items())
        state.widget_states.widgets.extend(WidgetState(id=key, json_value=text) for key, text in self.told.items())
        await self.connection.send(message.SerializeToString())

    async def hear(self, fragment: str = "") -> bool:
        """Take one message in; return whether it ends a run that began since the last action.

        Raises FailedError for an error on the screen.
        """
        message = ForwardMsg.FromString(await self.connection.recv())
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message, kind = self.large[message.ref_hash][1], "delta"
        if message.metadata.cacheable:
            self.large[message.hash] = (self.runs, message)
        if kind == "navigation":
            listed = message.navigation.app_pages
            self.pages = {"" if page.is_default else page.url_pathname: page.page_script_hash for page in listed}
        elif kind == "page_info_changed":
            self.link = {key: values[-1] for key, values in parse_qs(message.page_info_changed.query_string).items()}
        elif kind == "auto_rerun":
            self.poll(message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self.draw(message.delta.new_element, message.delta.fragment_id)
        elif kind == "new_session":
            self.begin(message, fragment)
        return kind == "script_finished" and await self.end(message.script_finished, fragment)

    def begin(self, message: ForwardMsg, fragment: str) -> None:
        """Note that a run begins: of the whole page, or of fragments."""
        fragments = message.metadata.run.fragment_ids
        if not fragments:
            self.runs += 1
            addresses = {key: page for page, key in self.pages.items()}
            self.page = addresses.get(message.new_session.page_script_hash, self.page)
            self.stop_polling()
            # Those of twice as many are still there for a run that was asked for a while ago.
            self.large = {key: kept for key, kept in self.large.items() if self.runs - kept[0] <= 2 * KEPT_RUNS}
        if fragment in fragments or not fragments:
            self.seen, self.begun = [], True

    async def end(self, status: int, fragment: str) -> bool:
        """Tell whether the run that ends is the one waited for; a component that it brought tells what it has to."""
        if self.owes:
            self.owes = False
            await self.send()
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise FailedError("the page does not compile")
        whole = status == ForwardMsg.FINISHED_SUCCESSFULLY
        part = bool(fragment) and status == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
        return self.begun and (whole or part)

    def draw(self, element: Element, fragment: str) -> None:
        """Take an element in.

        Raises FailedError if it says that something went wrong.
        """
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise FailedError(f"{element.exception.type}: {element.exception.message}")
        if kind == "alert" and element.alert.format == Alert.ERROR:
            raise FailedError(element.alert.body)
        self.seen.append(element)
        for look in self.looks:
            look(element)
        component = element.bidi_component
        if component.component_name in self.components and component.id not in self.told:
            self.told[component.id] = json.dumps(self.components[component.component_name])
            self.owes = True
        if kind in LINKED:
            widget = getattr(element, kind)
            self.widgets[widget.label] = element, fragment
            if widget.set_value:
                self.states[widget.id] = widget.raw_value if kind == "selectbox" else widget.value

    def poll(self, fragment: str, seconds: float) -> None:
        """Ask for a fragment again and again, as the app wants."""

        async def ask() -> None:
            with suppress(ConnectionClosed):
                while True:
                    await asyncio.sleep(seconds)
                    await self.send(fragment, polled=True)

        if fragment not in self.polls:
            self.polls[fragment] = asyncio.create_task(ask())

    def stop_polling(self) -> None:
        """Forget what was to be asked for."""
        for task in self.polls.values():
            task.cancel()
        self.polls = {}


async def visit(port: int, stay: Callable[[Visitor], Coroutine[Any, Any, None]]) -> None:
    """Connect to a server and do what a visitor does.

    Raises FailedError if the server cannot be reached.
    """
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    try:
        async with connect(address, subprotocols=["streamlit"], max_size=None, ping_interval=None) as connection:
            visitor = Visitor(connection)
            try:
                await stay(visitor)
            finally:
                visitor.stop_polling()
    except OSError:
        raise FailedError("the server cannot be reached") from None
