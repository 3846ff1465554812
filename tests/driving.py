"""Ways to drive a page in a test as a visitor does: type, choose, load a model."""

import base64
import json
import re

import numpy as np


def set_text(app, text):
    boxes = [box for box in (*app.text_area, *app.text_input) if box.key == "text"]
    return boxes[0].set_value(text).run()


def choose(app, key, value):
    """Pick or type a value in a box that takes both; AppTest by itself only picks."""
    box = app.selectbox(key=key)
    box.options.append(value)
    return box.set_value(value).run()


def load_model(app, name):
    choose(app, "model", name)
    return next(button for button in app.button if button.label == "Load this model").click().run()


def go(app, key, value):
    return app.segmented_control(key=key).set_value(value).run()


def in_link(app, key):
    named = app.query_params[key]
    return named[0] if isinstance(named, list) else named


def errors(app):
    assert not app.exception
    return [error.value.replace("\\", "") for error in app.error]


def words(app):
    """All that the page says, without Markdown's escapes."""
    said = [*app.markdown, *app.caption, *app.info, *app.warning, *app.error, *app.subheader]
    return re.sub(r"\\(?=\W)", "", " ".join(one.value for one in said))


def view(app, name):
    app.session_state["view"] = name
    return app.run()


def pictures(app):
    """Name what is drawn: charts by their alt text, and our own view; not the chips and sliders beside them."""
    own = [one.proto.component_name for one in app.get("bidi_component")]
    charts = [one.proto.alt for one in app.get("plotly_chart")]
    return charts + [name for name in own if name == "sensescope_attention"]


def drawn(app, number=0):
    """The traces of a chart, their numbers unpacked."""
    traces = json.loads(app.get("plotly_chart")[number].proto.spec)["data"]
    return [{key: numbers(value) for key, value in trace.items()} for trace in traces]


def numbers(value):
    packed = isinstance(value, dict) and "bdata" in value
    return np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"]) if packed else value


def last_kept(app):
    """The view that was kept last in this visit."""
    return max(app.session_state["kept_views"].known.values(), key=lambda stored: stored.place).view
