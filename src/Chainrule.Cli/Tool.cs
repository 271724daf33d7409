using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Chainrule.Cli.Commands;
using Chainrule.Cli.Terminal;
using Chainrule.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Runs;

namespace Chainrule.Cli;

/// <summary>The <c>chainrule</c> command.</summary>
internal static class Tool
{
    /// <summary>How long a cancelled command that has nothing to save may take to notice.</summary>
    private static readonly TimeSpan grace = TimeSpan.FromSeconds(1);

    /// <summary>Runs a command line and returns its exit status. No exception leaves this method.</summary>
    public static async Task<int> RunAsync(string[] args, Output output, CancellationToken cancellation)
    {
        RootCommand root = Root(output);
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpPage) return Misused(parsed, output);
        if (Unusable(parsed) is { } problem)
        {
            output.Messages.WriteLine($"{problem}\nTry: {HelpPage.Call(parsed.CommandResult.Command)} --help");
            return ExitCode.Usage;
        }
        try
        {
            Task<int> work = Task.Run(() => parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = output.Results,
                Error = output.Messages,
            }, cancellation), CancellationToken.None);
            if (!HasToSave(parsed.CommandResult.Command) && await IsLeft(work, cancellation))
                throw new OperationCanceledException(cancellation);
            return await work;
        }
        catch (Exception e)
        {
            return Failed(e, output);
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand Root(Output output)
    {
        RootCommand root = new(HelpPage.Describe(
            "Trains neural networks from recipes, with gradients that are proved.",
            ["chainrule train recipes/digits-cnn.yaml", "chainrule gradcheck"]))
        {
            TrainCommand.Create(output),
            EvaluateCommand.Create(output),
            PredictCommand.Create(output),
            ExportCommand.Create(output),
            DescribeCommand.Create(output),
            GradcheckCommand.Create(output),
            StudyCommand.Create(output),
            LabCommand.Create(output),
            VerifyCommand.Create(output),
            DataCommand.Create(output),
            SchemaCommand.Create(output),
            InfoCommand.Create(output),
        };
        root.Options.OfType<HelpOption>().Single().Action = new HelpPage(output.Results);
        return root;
    }

    /// <summary>Whether a command has something to save when it is cancelled. The tool then waits for it, however long that
    /// takes.</summary>
    private static bool HasToSave(Command command) => command.Name is "train" or "study" or "lab";

    /// <summary>Waits for a command to end; true where it was cancelled and did not end in time.</summary>
    private static async Task<bool> IsLeft(Task work, CancellationToken cancellation)
    {
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task cancelled = Task.Delay(Timeout.Infinite, done.Token);
        if (await Task.WhenAny(work, cancelled) == work)
        {
            done.Cancel();
            return false;
        }
        return await Task.WhenAny(work, Task.Delay(grace, CancellationToken.None)) != work;
    }

    /// <summary>Reports a mistake in the command line.</summary>
    private static int Misused(ParseResult parsed, Output output)
    {
        Command command = parsed.CommandResult.Command;
        string call = HelpPage.Call(command);
        if (parsed.UnmatchedTokens is [string token, ..])
        {
            string[] options = [.. Options(parsed.CommandResult).Select(option => option.Name).Distinct()];
            string[] commands = [.. command.Subcommands.Select(inner => inner.Name)];
            output.Messages.WriteLine(
                token.StartsWith('-') ? $"{call} has no option '{token}'{DidYouMean.Remedy(token, "options", options)}"
                : commands.Length > 0 ? $"{call} has no command '{token}'{DidYouMean.Remedy(token, "commands", commands)}"
                : $"{call} does not take another argument '{token}'.");
        }
        else if (command.Subcommands.Count > 0)
        {
            HelpPage.Write(command, output.Messages);
            return ExitCode.Usage;
        }
        else
            foreach (string message in parsed.Errors.Select(error => Explain(error, call)).Distinct()) output.Messages.WriteLine(message);
        output.Messages.WriteLine($"Try: {call} --help");
        return ExitCode.Usage;
    }

    /// <summary>What to say of a value that is empty, as shell variables that are not set leave it, or holds a null character; null where
    /// there is none.</summary>
    private static string? Unusable(ParseResult parsed)
    {
        foreach (SymbolResult child in parsed.CommandResult.Children)
        {
            (string? name, string? description) = child switch
            {
                OptionResult option => (option.Option.Name, option.Option.Description),
                ArgumentResult argument => (argument.Argument.Name, argument.Argument.Description),
                _ => (null, null),
            };
            if (child.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value))) return $"{name} is empty: {description}";
            if (child.Tokens.Any(token => token.Value.Contains('\0'))) return $"{name} holds a null character: {description}";
        }
        return null;
    }

    private static IEnumerable<Option> Options(CommandResult result)
    {
        for (SymbolResult? at = result; at is CommandResult command; at = at.Parent)
            foreach (Option option in command.Command.Options) yield return option;
    }

    private static string Explain(ParseError error, string call) => error.SymbolResult switch
    {
        ArgumentResult { Tokens.Count: 0, Parent: OptionResult option } =>
            $"{option.Option.Name} needs a value: {option.Option.Description}",
        OptionResult { Tokens.Count: 0 } option when option.Option.ValueType != typeof(bool) =>
            $"{option.Option.Name} needs a value: {option.Option.Description}",
        OptionResult { Tokens.Count: > 1 } option => $"{option.Option.Name} may be given only once.",
        ArgumentResult { Tokens.Count: 0 } argument => $"{call} needs {argument.Argument.Name}: {argument.Argument.Description}",
        _ => error.Message,
    };

    private static int Failed(Exception error, Output output)
    {
        (int code, string message) = error switch
        {
            DocumentException or RunFolderException or SpecException or ShapeException or UsageException => (ExitCode.Usage, error.Message),
            DataException => (ExitCode.Data, error.Message),
            OperationCanceledException => (ExitCode.Cancelled, "Cancelled."),
            IOException or UnauthorizedAccessException => (ExitCode.Data, error.Message),
            OutOfMemoryException => (ExitCode.Usage, "There is not enough memory for this network and batch size."),
            _ => (ExitCode.Failure, $"This should not have happened: {error.GetType().Name}: {error.Message} " +
                "Please report it with the command and the recipe."),
        };
        output.Messages.WriteLine(message);
        return code;
    }
}
