"use strict";
// Completes what is typed in a search field; without this script the field is a plain one, and nothing is missing.
{
  const here = document.currentScript.src;
  const made = (name, attributes, text = "") => {
    const element = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.textContent = text;
    return element;
  };

  for (const field of document.querySelectorAll('input[type="search"]')) {
    const id = `${field.id}-suggestions`;
    const list = made("ul", { id, class: "suggestions", role: "listbox", "aria-label": "Suggestions", hidden: "" });
    let chosen = -1, waiting = 0, asked = 0;
    field.parentElement.append(list);
    field.type = "text"; // only such a field may be a combobox
    const said = { role: "combobox", "aria-autocomplete": "list", "aria-controls": id, autocomplete: "off" };
    Object.entries(said).forEach(([key, value]) => field.setAttribute(key, value));

    const choose = (rank) => {
      chosen = rank;
      [...list.children].forEach((item, at) => item.setAttribute("aria-selected", at === rank));
      if (rank < 0) field.removeAttribute("aria-activedescendant");
      else field.setAttribute("aria-activedescendant", list.children[rank].id);
    };
    const open = (isOpen) => {
      list.hidden = !isOpen;
      field.setAttribute("aria-expanded", isOpen);
      choose(-1);
    };
    const take = (item) => {
      field.value = item.dataset.text;
      open(false);
      field.form.requestSubmit();
    };
    const show = (found) => {
      list.replaceChildren(...found.map((one, rank) => {
        const item = made("li", { id: `${id}-${rank}`, role: "option", "data-text": one.texte }, `${one.texte} `);
        item.append(made("span", { class: "pale" }, one.quoi));
        item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
        return item;
      }));
      open(found.length > 0);
    };
    const ask = async () => {
      const number = ++asked;
      if (field.value.trim().length < 2) return open(false);
      const answer = await fetch(new URL(`suggestions?debut=${encodeURIComponent(field.value)}`, here));
      const found = answer.ok ? await answer.json() : [];
      if (number === asked && document.activeElement === field) show(found);
    };

    open(false);
    field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 120); });
    field.addEventListener("blur", () => open(false));
    field.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      const count = list.children.length + 1; // one more place than there are items: the field itself
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) choose((chosen + 1 + step + count) % count - 1);
      else if (event.key === "Escape") open(false);
      else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
      else return;
      event.preventDefault();
    });
  }
}
