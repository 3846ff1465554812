// What Streamlit and Plotly give to our code, as far as it is used. Only the type check reads this file.

/** What Streamlit calls a component's default export with, first when it is drawn and then for each new message. */
interface FrontendRendererArgs<Data> {
  data: Data
  /** The component's own place in the page, which keeps its HTML from message to message. */
  parentElement: ShadowRoot
  /** Keeps a value in the session until the next one, and runs the script. */
  setStateValue(name: string, value: unknown): void
  /** Gives a value to the next run of the script alone. */
  setTriggerValue(name: string, value: unknown): void
}

interface Trace {
  customdata?: Iterable<number>
  selectedpoints?: number[] | null
}

/** A chart as Plotly draws it, in the element that it draws into. */
interface Chart extends HTMLElement {
  data: Trace[]
  layout: {
    xaxis: { range: number[] }
    yaxis: { range: number[] }
    scene?: { camera?: object }
    annotations?: object[]
    legend?: object
  }
  /** `_replotting` is false once it is drawn; `_guiEditing` says that a change is the visitor’s, `_preGUI` what was changed so. */
  _fullLayout?: { dragmode: string; height: number; scene?: object; _replotting?: boolean; _guiEditing?: boolean; _preGUI?: object }
  /** What moves a chart; `_animationRaf` asks the browser for the next frame. */
  _transitionData?: { _animationRaf?: number | null }
  on?(event: string, listener: (event: any) => void): void
  removeListener(event: string, listener: (event: any) => void): void
}

interface Window {
  /** Whether history.js is at work. */
  sensescopeHistory?: boolean
  /** Whether the server knows this tab's visit since the page was opened. */
  sensescopeVisit?: boolean
  /** What maps of many points are made of, by name. */
  sensescopeBytes?: Map<string, Uint8Array>
  Plotly: {
    /** Of a chart, or of one that is drawn for it alone. */
    downloadImage(chart: { data: Trace[]; layout: object }, options: object): Promise<string>
    animate(chart: Chart, frames: string[], options: object): Promise<void>
    relayout(chart: Chart, changes: object): Promise<void>
    restyle(chart: Chart, changes: object): Promise<void>
  }
}
