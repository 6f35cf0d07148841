using WeatherKd.NumericalModels;

namespace WeatherKd.Tests.Storage;

public sealed class ModelVersionsTests
{
    private static readonly DateTimeOffset Start = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Each run in a word of letters, one a file's statement; <c>-</c> tells nothing.</summary>
    [Theory]
    [InlineData("a a a", null)]
    [InlineData("- - -", null)]
    [InlineData("", null)]
    [InlineData("a a b", 1)]
    [InlineData("a b a", 1)]
    [InlineData("a b c b", 2)]
    [InlineData("ab ab cb", 1)]
    [InlineData("ab ab a", null)]
    [InlineData("a ab ab", null)]
    [InlineData("a - b -", 0)]
    public void TheLastChangeIsWhereBothVersionsStateSomethingOfTheirOwn(string told, int? lastOfBefore)
    {
        var versions = told.Split(' ')
            .Select((word, run) => (Run: Start.AddHours(6 * run), Told: word.Trim('-')))
            .ToDictionary(r => r.Run, r => (IReadOnlyList<string>)[.. r.Told.Select(letter => $"process {letter}")]);

        Assert.Equal(lastOfBefore is { } run ? Start.AddHours(6 * run) : null, ModelVersions.LastChange(versions)?.Run);
    }
}
