// Keeps in this browser which runs of fine-tuning are its visitor's, so that a reload does not lose them.

/** @param {FrontendRendererArgs<string>} given */
export default function ({ data }) {
  if (data) document.cookie = `sensescope_runs=${data}; path=/; max-age=31536000; SameSite=Strict`
}
