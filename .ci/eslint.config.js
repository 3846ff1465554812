import js from "@eslint/js"

// Python joins the files of the attention view, of the maps, and of the page to take home into one module, whose last file
// has its name. Names that come from another file are known to the type check alone, so it is that which finds unknown ones.
const JOINED = ["attention", "map", "points", "take_home"].map((folder) => `components/frontend/${folder}/*.js`)
const LAST = ["attention/attention", "map/map", "points/points", "points/carry"].map((name) => `components/frontend/${name}.js`)

export default [
  js.configs.recommended,
  {
    rules: {
      "no-undef": "off", // the type check finds them
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      curly: ["error", "multi"],
      complexity: ["error", 12],
      "max-lines": ["error", 250],
      "no-restricted-globals": ["error", { name: "setInterval", message: "Learn of it by an event." }],
    },
  },
  {
    files: JOINED,
    ignores: LAST,
    languageOptions: { sourceType: "script", parserOptions: { ecmaFeatures: { impliedStrict: true } } },
    rules: { "no-unused-vars": ["error", { vars: "local" }] },
  },
]
