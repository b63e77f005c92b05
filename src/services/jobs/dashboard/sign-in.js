/** For whoever comes without a session, or with one that is not an operator's. */
import { api } from "./api.js";
import { h } from "./dom.js";

export function signInView(signedIn) {
  const said = h("p", { role: "alert" });
  const onsubmit = async (event) => {
    event.preventDefault();
    const { email, password } = Object.fromEntries(new FormData(event.target));
    try {
      await api("POST", "/auth/login", { email, password });
      signedIn();
    } catch (error) {
      said.textContent = error.message;
    }
  };
  return h(
    "form",
    { class: "panel sign-in", onsubmit },
    h("h2", {}, "Sign in as an operator"),
    h(
      "label",
      {},
      "E-mail",
      h("input", { name: "email", type: "email", autocomplete: "username", required: true }),
    ),
    h(
      "label",
      {},
      "Password",
      h("input", { name: "password", type: "password", autocomplete: "current-password", required: true }),
    ),
    h("button", { class: "primary" }, "Sign in"),
    said,
  );
}

export const forbiddenView = () =>
  h(
    "section",
    { class: "panel" },
    h(
      "p",
      { class: "empty" },
      "This account may not look at jobs: that takes an operator, who holds the permission jobs.read.",
    ),
  );
