namespace Chainrule.Lab.Pages;

/// <summary>A piece of a page, whatever it is written as. Both writers, of HTML and of Markdown, know every kind.</summary>
public abstract record Block;
