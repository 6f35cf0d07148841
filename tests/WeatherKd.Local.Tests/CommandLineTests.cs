using System.CommandLine;
using WeatherKd.Local.Commands;
using WeatherKd.Local.Terminal;
using WeatherKd.Training.Experiments;

namespace WeatherKd.Local.Tests;

/// <summary>What the whole program takes, without running any of it.</summary>
public sealed class CommandLineTests
{
    /// <summary>Every command that does something, by its path.</summary>
    public static TheoryData<string> Commands => [.. Leaves(WeatherKdCommand.Create(), string.Empty).Select(c => c.Path)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void EachCommandHasExamplesThatItTakes(string path)
    {
        var examples = Examples.Of(Find(path));

        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            var line = example.Replace("source <(", string.Empty, StringComparison.Ordinal).Split('>', '|', ')')[0].Trim();
            var parsed = WeatherKdCommand.Create().Parse(line["weatherkd ".Length..]);
            Assert.Empty(parsed.Errors);
            Assert.Equal(path.Split(' ')[^1], parsed.CommandResult.Command.Name);
        });
    }

    [Theory]
    [MemberData(nameof(CommandsAndGroups))]
    public void EachHelpFitsInto80ColumnsAndHasExamples(string path)
    {
        using var output = new StringWriter();

        var code = WeatherKdCommand.Create().Parse($"{path} --help").Invoke(new InvocationConfiguration { Output = output });

        Assert.Equal(0, code);
        var lines = output.ToString().Split('\n').Select(l => l.TrimEnd()).ToList();
        Assert.Contains("weatherkd ", lines[lines.IndexOf("Examples:") + 1], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Length > 80);
    }

    [Theory]
    [InlineData("stduents list", "'stduents' is no command of 'weatherkd'; did you mean 'students'?")]
    [InlineData("students lst", "'lst' is no command of 'weatherkd students'; did you mean 'list'?")]
    [InlineData("forecast --statoin 129", "'--statoin' is no option of 'weatherkd forecast'; did you mean '--station'?")]
    [InlineData("entirely-different", "'entirely-different' is no command of 'weatherkd'; 'weatherkd --help' lists what it takes.")]
    [InlineData("students", "'weatherkd students' is followed by one of list, show, promote, rollback, challenge.")]
    [InlineData("grib get FILE --lat 91 --lon 0", "--lat is 91; it must be -90 to 90.")]
    [InlineData("grib get FILE --lat NaN --lon 0", "--lat is NaN; it must be -90 to 90.")]
    [InlineData("grib get FILE --lat north --lon 0", "--lat is 'north'; it must be a number.")]
    [InlineData("train --data DIR --epochs 0", "--epochs is 0; it must be 1 to 1000.")]
    [InlineData("train --data DIR --epochs many", "--epochs is 'many'; it must be a whole number.")]
    [InlineData("train --data DIR --variant wise", "--variant is 'wise'; it must be Standalone, Distilled or Guided.")]
    [InlineData("experiment --data DIR --epoch 3", "'--epoch' is no option of 'weatherkd experiment'; did you mean '--epochs'?")]
    [InlineData(
        "experiment --data DIR again",
        "'again' is no argument of 'weatherkd experiment'; 'weatherkd experiment --help' lists what it takes.")]
    [InlineData("experiment --data DIR --epochs -1", "--epochs is -1; it must be 0 to 1000.")]
    [InlineData("experiment --data DIR --seeds some", "--seeds is 'some'; it must be a whole number.")]
    [InlineData(
        "experiment --data DIR --variants guided,wise",
        "--variants has 'wise'; each of its values must be standalone, distilled or guided.")]
    [InlineData("experiment --data DIR --variants 7", "--variants has '7'; each of its values must be standalone, distilled or guided.")]
    [InlineData("experiment --data DIR --sizes 16,,64", "--sizes has ''; each of its values must be 4 to 1024.")]
    [InlineData(
        "experiment --data DIR --observation-days 3",
        "--observation-days has '3'; each of its values must be 'all' or a whole number of days from 4 on.")]
    [InlineData("experiment --data DIR --validation-share 0.6", "--validation-share is 0.6; it must be 0 to 0.5.")]
    [InlineData("experiment --data DIR --archive perhaps", "--archive is 'perhaps'; it must be Auto or Off.")]
    [InlineData("experiment --data DIR --set LearningRate=7", "--set LearningRate is 7; it must be above 0, at most 1.")]
    [InlineData("experiment --data DIR --set Epoch=7", "there is no setting --set Epoch; the nearest is --set Epochs.")]
    [InlineData(
        "experiment --data DIR --set LearningRate",
        "--set 'LearningRate' sets nothing; write NAME=VALUE, such as LearningRate=0.001.")]
    [InlineData("experiment --data DIR --set LearningRate=fast", "--set LearningRate is 'fast'; it must be a number, above 0, at most 1.")]
    [InlineData("replay --from yesterday", "--from is 'yesterday'; it must be a time in UTC, as 2021-01-30 or 2021-01-30T12:00Z.")]
    [InlineData("replay --from 2020-01-01 --to 2019-01-01", "--from lies after --to.")]
    [InlineData("backfill --from 2020-13-01", "--from is '2020-13-01'; it must be a day, as 2021-01-30.")]
    [InlineData("forecast --station 129 --url nonsense", "--url is 'nonsense'; it must be an address, as http://127.0.0.1:5080.")]
    [InlineData("forecast --station 129 --hours 0", "--hours is 0; it must be 1 to 240.")]
    [InlineData("students show", "'weatherkd students show' needs ID; 'weatherkd students show --help' says more.")]
    [InlineData("forecast", "'weatherkd forecast' needs --station; 'weatherkd forecast --help' says more.")]
    [InlineData("ingest", "'weatherkd ingest' needs FILE and --as; 'weatherkd ingest --help' says more.")]
    [InlineData("grib get --lat 1", "'weatherkd grib get' needs FILE and --lon; 'weatherkd grib get --help' says more.")]
    [InlineData("feeds add", "'weatherkd feeds add' needs SOURCE; 'weatherkd feeds add --help' says more.")]
    [InlineData("backfill --from 01/02/2021", "--from is '01/02/2021'; it must be a day, as 2021-01-30.")]
    [InlineData("completion bsh", "SHELL is 'bsh'; it must be bash, zsh, fish or pwsh. Did you mean 'bash'?")]
    [InlineData("qc FILE --as nothing", "--as is 'nothing'; it must be observations or numerical-model.")]
    [InlineData("stations find --list-address x", "--list-address is 'x'; it must be an address, as http://127.0.0.1:5080.")]
    [InlineData("-- status", "'status' is no command of 'weatherkd'; 'weatherkd --help' lists what it takes.")]
    [InlineData("students challenge", "'weatherkd students challenge' takes the ID of a student, or --end.")]
    [InlineData("alarms ack", "'weatherkd alarms ack' takes the names of alarms, or --all.")]
    public void AWrongWordIsToldInOneSentenceWithWhatMayHaveBeenMeant(string line, string sentence)
    {
        var parsed = WeatherKdCommand.Create().Parse(line);

        Assert.NotEmpty(parsed.Errors);
        Assert.Equal(sentence, CommandLine.WhyNot(parsed));
    }

    [Theory]
    [InlineData("weatherkd runs", "runs", "")]
    [InlineData("weatherkd forecast", "forecast", "--station", "")]
    [InlineData("weatherkd students show", "students", "show", "", "--json")]
    [InlineData("weatherkd", "")]
    public async Task AnEmptyWordIsRefusedAndMayComeFromAVariableThatIsNotSet(string command, params string[] words)
    {
        Assert.Equal(
            $"A word of '{command}' is empty; perhaps a variable of the shell is not set.",
            CommandLine.WhyNot(WeatherKdCommand.Create().Parse(words)));
        Assert.Equal(CommandRunner.WrongUse, await CommandLine.RunAsync(WeatherKdCommand.Create(), words));
    }

    [Theory]
    [InlineData("weatherkd stu", "students")]
    [InlineData("weatherkd students ", "challenge", "list", "promote", "rollback", "show")]
    [InlineData("weatherkd students challenge --e", "--end")]
    [InlineData("/usr/bin/weatherkd ingest f --as o", "observations")]
    public void AShellIsToldHowALineMayGoOn(string line, params string[] expected)
    {
        var completions = CompletionCommand.Completions(WeatherKdCommand.Create(), line, position: null).ToList();

        Assert.Superset(expected.ToHashSet(StringComparer.Ordinal), completions.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void CompletionLooksAtTheLineUpToTheCursor() => Assert.Equal(
        ["students"], CompletionCommand.Completions(WeatherKdCommand.Create(), "weatherkd stu list", position: "weatherkd stu".Length));

    [Fact]
    public void WhatTheTrainerTakesIsHandedOnAsItWasGivenAndDefaultsAreLeftToIt()
    {
        var arguments = new ExperimentArguments();
        var command = new Command("experiment");
        arguments.AddTo(command);

        var parsed = command.Parse("--data DIR --set LearningRate=0.001 --set Patience=3 --variants guided,standalone --final");

        Assert.Equal(
            ["--data=DIR", "--final", "--set=LearningRate=0.001", "--set=Patience=3", "--variants=guided,standalone"],
            arguments.Given(parsed).Order(StringComparer.Ordinal));
        Assert.Empty(command.Parse(string.Join(' ', arguments.Given(parsed))).Errors);
    }

    [Theory]
    [InlineData("--data A,B --choose-defaults WeightDecay=400,130", "A", "B")]
    [InlineData("--data A,B", "A,B")]
    public void DefaultsAreChosenBySeveralFoldersAndAnythingElseIsOfOne(string line, params string[] folders)
    {
        var arguments = new ExperimentArguments();
        var command = new Command("experiment");
        arguments.AddTo(command);

        Assert.Equal(folders, arguments.Folders(command.Parse(line)));
    }

    [Fact]
    public async Task OfSeveralFoldersTheOneThatIsNotThereIsNamed()
    {
        var arguments = new ExperimentArguments();
        var command = new Command("experiment");
        arguments.AddTo(command);
        var here = Path.GetTempPath();
        var parsed = command.Parse(["--data", $"{here},{here}/not-there", "--choose-defaults", "WeightDecay=400,130"]);

        var refusal = await Assert.ThrowsAsync<DirectoryNotFoundException>(() =>
            TrainerProgram.RunAsync("experiment", arguments, parsed, capture: true, TestContext.Current.CancellationToken));

        Assert.Equal($"{here}/not-there does not exist.", refusal.Message);
    }

    /// <summary>Every command by its path, with those that only hold others, and the program itself.</summary>
    public static TheoryData<string> CommandsAndGroups =>
    [
        .. Commands.SelectMany(c => c.Data.Split(' ').Select((_, i) => string.Join(' ', c.Data.Split(' ').Take(i)))).Distinct(),
        .. Commands.Select(c => c.Data),
    ];

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) =>
        command.Subcommands.Where(c => !c.Hidden).SelectMany(c =>
            c.Subcommands.Count == 0 ? [($"{path} {c.Name}".Trim(), c)] : Leaves(c, $"{path} {c.Name}".Trim()));

    private static Command Find(string path) =>
        path.Split(' ').Aggregate(WeatherKdCommand.Create(), (command, name) => command.Subcommands.First(c => c.Name == name));
}
