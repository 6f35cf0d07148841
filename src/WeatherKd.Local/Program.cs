using System.CommandLine;
using System.CommandLine.Help;
using WeatherKd.Local.Commands;
using WeatherKd.Local.Commands.FeedCommands;
using WeatherKd.Local.Terminal;

// Not a RootCommand: that one calls itself by the name of the file it runs from.
var root = new Command("weatherkd", "WeatherKd turns a numerical weather model into a small, always-fresh neural forecaster.")
{
    new HelpOption(),
    new VersionOption(),
    DemoCommand.Create(),
    UpCommand.Create(),
    IngestCommand.Create(),
    BackfillCommand.Create(),
    ReplayCommand.Create(),
    FeedsCommand.Create(),
    StationsCommand.Create(),
    RetentionCommand.Create(),
    ForecastCommand.Create(),
    TrainCommand.Create(),
    ExperimentCommand.Create(),
    StudentsCommand.Create(),
    GribCommand.Create(),
    QcCommand.Create(),
};
var parsed = root.Parse(args);
return parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction
    ? WrongUse(parsed)
    : await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });

static int WrongUse(ParseResult parsed)
{
    Console.Error.WriteLine(string.Join(" ", parsed.Errors.Select(e => e.Message)));
    return CommandRunner.WrongUse;
}
