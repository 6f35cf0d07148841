using System.CommandLine;
using WeatherKd.Local.Commands;

var root = new RootCommand("WeatherKd turns a numerical weather model into a small, always-fresh neural forecaster.")
{
    DemoCommand.Create(),
    UpCommand.Create(),
    IngestCommand.Create(),
    BackfillCommand.Create(),
    ReplayCommand.Create(),
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
    : await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });

static int WrongUse(ParseResult parsed)
{
    Console.Error.WriteLine(string.Join(" ", parsed.Errors.Select(e => e.Message)));
    return CommandRunner.WrongUse;
}
