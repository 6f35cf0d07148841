using System.CommandLine;
using WeatherKd.Local.Commands.FeedCommands;
using WeatherKd.Local.Terminal;

namespace WeatherKd.Local.Commands;

/// <summary>The whole program: every command, under the name by which it is installed.</summary>
internal static class WeatherKdCommand
{
    private static readonly string[] FirstSteps = ["weatherkd demo", "weatherkd up", "weatherkd forecast --station 129"];

    public static Command Create()
    {
        // Not a RootCommand: that one calls itself by the name of the file it runs from.
        var root = new Command("weatherkd", "WeatherKd turns a numerical weather model into a small, always-fresh neural forecaster.")
        {
            Examples.HelpOption(),
            new VersionOption(),
            DemoCommand.Create(),
            UpCommand.Create(),
            StatusCommand.Create(),
            IngestCommand.Create(),
            QuarantineCommand.Create(),
            ForecastCommand.Create(),
            StudentsCommand.Create(),
            RunsCommand.Create(),
            RetrainCommand.Create(),
            AlarmsCommand.Create(),
            BackfillCommand.Create(),
            ReplayCommand.Create(),
            FeedsCommand.Create(),
            StationsCommand.Create(),
            RetentionCommand.Create(),
            TrainCommand.Create(),
            ExperimentCommand.Create(),
            GribCommand.Create(),
            QcCommand.Create(),
            CompletionCommand.Create(),
            CompletionCommand.CreateAnswer(Create),
        }.WithExamples(FirstSteps);
        root.SetAction(_ => Welcome());
        return root;
    }

    private static int Welcome()
    {
        Console.Out.WriteLine(
            "WeatherKd turns a numerical weather model into a small, always-fresh neural\nforecaster for your weather stations. Begin "
            + "with:\n");
        Console.Out.WriteLine($"  {FirstSteps[0],-36}the whole service once, on simulated weather");
        Console.Out.WriteLine($"  {FirstSteps[1],-36}run it on this machine until Ctrl-C");
        Console.Out.WriteLine($"  {FirstSteps[2],-36}what it forecasts for a station\n");
        Console.Out.WriteLine("'weatherkd --help' lists all commands, and each command has a --help with examples.");
        return 0;
    }
}
