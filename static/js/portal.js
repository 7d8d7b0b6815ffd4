/* Small pleasures on pages that work without them. Texts come from data- attributes of the page. */
"use strict";

(() => {
  const each = (root, selector, act) => {
    if (root.matches && root.matches(selector)) act(root);
    root.querySelectorAll(selector).forEach(act);
  };

  /* Messages can be put away. */
  const dismissible = (notice) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "notice-close";
    button.setAttribute("aria-label", notice.dataset.dismiss);
    button.textContent = "×";
    button.addEventListener("click", () => notice.remove());
    notice.append(button);
  };

  /* A link is copied with one click; the button says so. */
  const copyable = (button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    const before = button.textContent;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = before; }, 3000);
    });
  };

  /* Long texts save themselves. What was typed stays in the form whatever the server says. */
  const autosave = (form) => {
    const line = form.querySelector(".autosave");
    const wait = Number(form.dataset.autosaveWait || 1500);
    let timer = 0;
    let running = false;
    let changed = false;
    let failed = false;

    const show = (state, text) => {
      if (!line) return;
      line.dataset.state = state;
      const words = line.querySelector(".autosave-text");
      words.textContent = text || line.dataset[state];
    };

    const retry = () => { timer = setTimeout(save, 10000); };

    async function save() {
      clearTimeout(timer);
      if (running) return;
      running = true;
      changed = false;
      show("saving");
      try {
        const response = await fetch(form.dataset.autosave, {
          method: "POST",
          body: new FormData(form),
          headers: { "X-Requested-With": "autosave", Accept: "application/json" },
          credentials: "same-origin",
        });
        const answer = response.headers.get("Content-Type")?.includes("json")
          ? await response.json() : {};
        failed = !response.ok;
        if (failed) {
          show("failed", answer.message);
          if (response.status >= 500) retry();
        } else {
          Object.entries(answer.fields || {}).forEach(([name, value]) => {
            const field = form.elements.namedItem(name);
            if (field && field !== document.activeElement) field.value = value;
          });
          show("saved", answer.message);
        }
        form.dispatchEvent(new CustomEvent("autosaved", { bubbles: true, detail: answer }));
      } catch {
        failed = true;
        show("failed");
        retry();
      }
      running = false;
      if (changed && !failed) timer = setTimeout(save, wait);
    }

    form.addEventListener("input", () => {
      changed = true;
      if (line && line.dataset.state !== "failed") show("typing");
      clearTimeout(timer);
      timer = setTimeout(save, wait);
    });
    form.addEventListener("submit", () => { changed = false; failed = false; clearTimeout(timer); });
    window.addEventListener("online", () => { if (failed) save(); });
    window.addEventListener("beforeunload", (event) => {
      if (changed || failed) event.preventDefault();
    });
  };

  /* One language at a time on a phone; side by side where there is room. */
  const languageTabs = (group) => {
    const panels = [...group.querySelectorAll(".field")];
    if (panels.length < 2) return;
    const narrow = window.matchMedia("(max-width: 52rem)");
    const list = document.createElement("div");
    list.className = "language-tabs";
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", group.querySelector("legend").textContent.trim());
    const tabs = panels.map((panel, index) => {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.setAttribute("role", "tab");
      tab.textContent = panel.dataset.language;
      panel.id ||= `${group.id}-${index}`;
      tab.id = `${panel.id}-tab`;
      tab.setAttribute("aria-controls", panel.id);
      tab.addEventListener("click", () => choose(index));
      tab.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = (index + step + panels.length) % panels.length;
        choose(next);
        tabs[next].focus();
      });
      list.append(tab);
      return tab;
    });
    const wrong = panels.findIndex((panel) => panel.classList.contains("field-invalid"));
    const reader = document.documentElement.lang;
    const own = panels.findIndex((panel) => panel.querySelector(`[lang="${reader}"]`));
    let chosen = Math.max(wrong < 0 ? own : wrong, 0);

    function choose(index) {
      chosen = index;
      arrange();
    }

    function arrange() {
      list.hidden = !narrow.matches;
      panels.forEach((panel, index) => {
        panel.hidden = narrow.matches && index !== chosen;
        tabs[index].setAttribute("aria-selected", String(index === chosen));
        tabs[index].tabIndex = index === chosen ? 0 : -1;
        if (narrow.matches) {
          panel.setAttribute("role", "tabpanel");
          panel.setAttribute("aria-labelledby", tabs[index].id);
        } else {
          panel.removeAttribute("role");
          panel.removeAttribute("aria-labelledby");
        }
      });
    }

    group.querySelector(".language-panels").before(list);
    panels.forEach((panel, index) => {
      panel.addEventListener("invalid", () => choose(index), true);
    });
    narrow.addEventListener("change", arrange);
    arrange();
  };

  /* A form is sent once, however often the button is clicked. */
  const sentOnce = (form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      setTimeout(() => { delete form.dataset.sent; }, 8000);
    });
  };

  /* Filters act when they are changed; the button stays for those without a script. */
  const filters = (form) => {
    form.addEventListener("change", (event) => {
      if (event.target.matches("select, input[type=checkbox], input[type=radio]")) {
        form.requestSubmit();
      }
    });
  };

  const enhance = (root) => {
    each(root, "[data-dismiss]", dismissible);
    each(root, "[data-copy]", copyable);
    each(root, "form[data-autosave]", autosave);
    each(root, ".language-fields", languageTabs);
    each(root, "form[method=post]:not([data-autosave])", sentOnce);
    each(root, "form[data-instant]", filters);
  };

  enhance(document);
  document.body.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) enhance(event.target);
  });

  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
})();
