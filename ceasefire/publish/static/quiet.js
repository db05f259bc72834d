/* One button shows and hides all code of a page. Without this script each cell has a line of its
   own that opens it (book.css). */
document.querySelectorAll(".code-button").forEach((button) => {
  const words = button.querySelector(".code-words");
  button.addEventListener("click", () => {
    const shown = document.documentElement.classList.toggle("shows-code");
    document.querySelectorAll("div.cell > details.hide").forEach((cell) => {
      cell.open = shown;
    });
    button.setAttribute("aria-expanded", String(shown));
    [words.textContent, button.dataset.other] = [button.dataset.other, words.textContent];
  });
});
