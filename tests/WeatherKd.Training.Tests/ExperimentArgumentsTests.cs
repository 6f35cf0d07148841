using System.CommandLine;
using WeatherKd.Training.Experiments;

namespace WeatherKd.Training.Tests;

/// <summary>Which options of an experiment go together.</summary>
public sealed class ExperimentArgumentsTests
{
    [Theory]
    [InlineData("--as-published --observation-days 7", "--as-published and --observation-days are two comparisons; give one of them.")]
    [InlineData("--as-published --one-from 3", "--as-published and --one-from are two comparisons; give one of them.")]
    [InlineData("--one-from 3 --observation-days all", "--one-from and --observation-days are two comparisons; give one of them.")]
    [InlineData("--one-from 3 --choose-defaults Dropout=0,0.2", "--one-from and --choose-defaults are two comparisons; give one of them.")]
    [InlineData("--choose-defaults Dropout=0,0.2 --final", "--final is not for --choose-defaults, which chooses without the hold-out.")]
    [InlineData("--as-published --final", "--final is not for --as-published, which compares training RMSE.")]
    [InlineData(
        "--folds 3",
        "--folds is for --choose-defaults and, without --final, for --observation-days and --one-from; nothing else is scored at earlier "
        + "times.")]
    [InlineData(
        "--one-from 3 --folds 3 --final",
        "--folds is for --choose-defaults and, without --final, for --observation-days and --one-from; nothing else is scored at earlier "
        + "times.")]
    [InlineData(
        "--renewed 0",
        "--renewed is a row of the usual comparison's hold-out tables: it needs --final, and neither --as-published, --one-from, "
        + "--observation-days nor --choose-defaults.")]
    [InlineData(
        "--renewed 0 --final --one-from 3",
        "--renewed is a row of the usual comparison's hold-out tables: it needs --final, and neither --as-published, --one-from, "
        + "--observation-days nor --choose-defaults.")]
    [InlineData(
        "--refit --observation-days 7 --choose-defaults Dropout=0,0.2",
        "--refit is a row of the comparison by days observed: it needs --observation-days, 'all' for the whole record, and no "
        + "--choose-defaults.")]
    [InlineData("--one-from 3 --seeds 3", "--seeds is not for --one-from, which trains one seed a student.")]
    [InlineData(
        "--observation-days 7 --sizes 8,16",
        "--sizes is for the usual comparison; with --observation-days give one size, such as --set HiddenSize=64.")]
    [InlineData("--sizes 8 --set hiddensize=16", "--sizes and --set HiddenSize both say how large students are; give one of them.")]
    [InlineData("--as-published --set Dropout=0.1", "--set Dropout is not for --as-published, which trains without it, as the paper does.")]
    [InlineData("--set Epochs=7", "Epochs has an option of its own, --epochs.")]
    [InlineData("--choose-defaults Seed=1,2", "Seed has an option of its own, --seeds.")]
    [InlineData("--data A, --choose-defaults Dropout=0,0.2", "--data has ''; each of its values must be a folder.")]
    public void AnOptionThatTheComparisonWouldNotReadIsRefused(string line, string sentence) =>
        Assert.Equal([sentence], Parse(line).Errors.Select(e => e.Message));

    [Theory]
    [InlineData("--observation-days 7,30,all --final --seeds 2 --refit")]
    [InlineData("--observation-days all --folds 3 --refit")]
    [InlineData("--choose-defaults Dropout=0,0.2 --observation-days 7 --folds 3")]
    [InlineData("--choose-defaults HiddenSize=16,64")]
    [InlineData("--one-from 3 --folds 3 --set HiddenSize=16")]
    [InlineData("--one-from 3 --final --variants guided --epochs 30 --archive off")]
    [InlineData("--as-published --seeds 1 --final false --set TeacherWeight=0.5")]
    [InlineData("--final --renewed 0,60 --sizes 8,16 --set Dropout=0.1")]
    [InlineData("--data A,B")]
    public void AnOptionThatItReadsIsTaken(string line) => Assert.Empty(Parse(line).Errors);

    private static ParseResult Parse(string line)
    {
        var command = new Command("experiment");
        new ExperimentArguments().AddTo(command);
        return command.Parse(line.Contains("--data", StringComparison.Ordinal) ? line : $"--data DIR {line}");
    }
}
