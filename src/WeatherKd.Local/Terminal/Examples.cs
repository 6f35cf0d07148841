using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace WeatherKd.Local.Terminal;

/// <summary>Examples of commands, which their helps end with.</summary>
internal static class Examples
{
    private static readonly ConditionalWeakTable<Command, string[]> Known = [];

    /// <summary>Gives a command its examples, whole command lines each.</summary>
    public static Command WithExamples(this Command command, params string[] lines)
    {
        Known.AddOrUpdate(command, lines);
        return command;
    }

    /// <summary>A command's examples.</summary>
    public static IReadOnlyList<string> Of(Command command) => Known.TryGetValue(command, out var lines) ? lines : [];

    /// <summary>A help option whose helps have examples and fit into a terminal as it is opened.</summary>
    public static HelpOption HelpOption()
    {
        var option = new HelpOption();
        var help = (HelpAction)option.Action!;
        help.MaxWidth = TableConsole.Columns;
        option.Action = new Help(help);
        return option;
    }

    /// <summary>Shows the help of a command, then its examples.</summary>
    internal sealed class Help(HelpAction help) : SynchronousCommandLineAction
    {
        /// <inheritdoc/>
        public override bool ClearsParseErrors => true;

        /// <inheritdoc/>
        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            var lines = Of(parseResult.CommandResult.Command);
            var output = parseResult.InvocationConfiguration.Output;
            if (lines.Count > 0)
            {
                output.WriteLine("Examples:");
                foreach (var line in lines)
                {
                    output.WriteLine($"  {line}");
                }

                output.WriteLine();
            }

            return code;
        }
    }
}
