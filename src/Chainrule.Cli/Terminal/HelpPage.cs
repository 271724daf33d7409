using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Chainrule.Cli.Terminal;

/// <summary>What <c>--help</c> prints: what the command does, how it is called, its arguments and options, and examples.</summary>
internal sealed class HelpPage(TextWriter output) : SynchronousCommandLineAction
{
    private const string Mark = "\n\nExample: ";
    private const int Widest = 110, Indent = 2;

    /// <summary>A description followed by examples.</summary>
    public static string Describe(string description, IEnumerable<string> examples) =>
        description + string.Concat(examples.Select(example => Mark + example));

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, output);
        return ExitCode.Success;
    }

    /// <summary>The words that start a command: <c>chainrule data fetch</c>.</summary>
    public static string Call(Command command) =>
        command is RootCommand ? "chainrule"
        : command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Call(parent)} {command.Name}"
        : $"chainrule {command.Name}";

    public static void Write(Command command, TextWriter output)
    {
        string[] parts = (command.Description ?? "").Split(Mark);
        bool isGroup = command.Subcommands.Count > 0;
        foreach (string line in Wrapped(parts[0], Math.Max(30, Math.Min(Output.Width, Widest) - 1))) output.WriteLine(line);
        output.WriteLine();
        Option[] options = [.. command.Options.Where(option => !option.Hidden)];
        if (command is not RootCommand) options = [.. options, new HelpOption()];
        IEnumerable<string> required = options.Where(option => option.Required).Select(Term);
        IEnumerable<string> arguments = isGroup ? ["COMMAND"] : command.Arguments.Select(Term);
        output.WriteLine($"Usage: {string.Join(' ', [Call(command), .. arguments, .. required])} [options]");
        Section("Commands:", command.Subcommands.Where(inner => !inner.Hidden).Select(inner =>
            (string.Join(' ', [inner.Name, .. inner.Subcommands.Count > 0 ? ["COMMAND"] : inner.Arguments.Select(Term)]),
                (inner.Description ?? "").Split(Mark)[0])), output);
        Section("Arguments:", command.Arguments.Select(argument => (Term(argument), argument.Description ?? "")), output);
        Section("Options:", options.Select(option => (Term(option), option switch
        {
            HelpOption => "Show this help.",
            VersionOption => "Show the version.",
            _ => option.Description ?? "",
        })), output);
        if (parts.Length > 1)
        {
            output.WriteLine();
            output.WriteLine(parts.Length > 2 ? "Examples:" : "Example:");
            foreach (string example in parts[1..]) output.WriteLine($"  {example}");
        }
        if (isGroup)
        {
            output.WriteLine();
            output.WriteLine($"{Call(command)} COMMAND --help shows the options of a command, and an example.");
        }
    }

    private static string Term(Argument argument) =>
        argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.HelpName ?? argument.Name}]" : argument.HelpName ?? argument.Name;

    private static string Term(Option option)
    {
        string value = option.ValueType == typeof(bool) || option is HelpOption or VersionOption ? "" : " " + (option.HelpName ?? "VALUE");
        return option is HelpOption ? "-h, --help" : option.Name + value;
    }

    private static void Section(string title, IEnumerable<(string Term, string Text)> rows, TextWriter output)
    {
        List<(string Term, string Text)> all = [.. rows];
        if (all.Count == 0) return;
        output.WriteLine();
        output.WriteLine(title);
        int column = Indent + all.Max(row => row.Term.Length) + 2, room = Math.Max(30, Math.Min(Output.Width, Widest) - column - 1);
        foreach ((string term, string text) in all)
        {
            string lead = new string(' ', Indent) + term;
            foreach (string line in Wrapped(text, room))
            {
                output.WriteLine(lead.PadRight(column) + line);
                lead = "";
            }
        }
    }

    private static IEnumerable<string> Wrapped(string text, int room)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > room)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        yield return line;
    }
}
