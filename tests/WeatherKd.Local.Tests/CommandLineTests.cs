using System.CommandLine;
using WeatherKd.Local.Commands;
using WeatherKd.Local.Terminal;

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
    [InlineData("replay --from yesterday", "--from is 'yesterday'; it must be a time in UTC, as 2021-01-30 or 2021-01-30T12:00Z.")]
    [InlineData("replay --from 2020-01-01 --to 2019-01-01", "--from lies after --to.")]
    [InlineData("backfill --from 2020-13-01", "--from is '2020-13-01'; it must be a day, as 2021-01-30.")]
    [InlineData("forecast --station 129 --url nonsense", "--url is 'nonsense'; it must be an address, as http://127.0.0.1:5080.")]
    [InlineData("forecast --station 129 --hours 0", "--hours is 0; it must be 1 to 240.")]
    [InlineData("students challenge", "'weatherkd students challenge' takes the ID of a student, or --end.")]
    [InlineData("alarms ack", "'weatherkd alarms ack' takes the names of alarms, or --all.")]
    public void AWrongWordIsToldInOneSentenceWithWhatMayHaveBeenMeant(string line, string sentence)
    {
        var parsed = WeatherKdCommand.Create().Parse(line);

        Assert.NotEmpty(parsed.Errors);
        Assert.Equal(sentence, CommandLine.WhyNot(parsed));
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

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) => command.Subcommands.Where(c => !c.Hidden).SelectMany(c =>
        c.Subcommands.Count == 0 ? [($"{path} {c.Name}".Trim(), c)] : Leaves(c, $"{path} {c.Name}".Trim()));

    private static Command Find(string path) => path.Split(' ').Aggregate(WeatherKdCommand.Create(), (command, name) => command.Subcommands.First(c => c.Name == name));
}
