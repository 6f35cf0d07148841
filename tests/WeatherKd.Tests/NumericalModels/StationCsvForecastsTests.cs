using System.Text;
using WeatherKd.Storage;

namespace WeatherKd.Tests.NumericalModels;

public sealed class StationCsvForecastsTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    /// <summary>pandas writes whole numbers of a column with gaps as 10.0.</summary>
    [Theory]
    [InlineData("10")]
    [InlineData("10.0")]
    [InlineData("+10")]
    public async Task ALeadIsReadWithADecimalPointToo(string lead)
    {
        var read = await ModelReading.Of(
            _files.Text($"station_id,run_time,lead_hours,temperature_2m\n129,2021-01-01T00:00Z,{lead},-2\n"),
            []);

        Assert.Equal(-2, read.Value("129", 10, "temperature_2m"));
    }

    [Theory]
    [InlineData("10.5")]
    [InlineData("-1")]
    [InlineData("NA")]
    [InlineData("")]
    public async Task ALeadThatIsNoWholeHourCostsItsRow(string lead)
    {
        var read = await ModelReading.Of(
            _files.Text(
                "station_id,run_time,lead_hours,temperature_2m\n129,2021-01-01T00:00Z,9,-3\n129,2021-01-01T00:00Z,8,-3\n"
                + $"129,2021-01-01T00:00Z,{lead},-2\n"),
            []);

        Assert.Equal([9, 8], read.Batches.SelectMany(b => b.LeadHours));
        Assert.Equal((4, "lead_hours"), (read.Reported.Single().Line, read.Reported.Single().Column));
    }

    [Fact]
    public async Task NamesInAnotherEncodingCostNothing()
    {
        var read = await ModelReading.Of(
            _files.Text("station_id,name,run_time,lead_hours,temperature_2m\n1,Münster,2021-01-01T00:00Z,9,-3\n", Encoding.Latin1),
            []);

        Assert.Equal(-3, read.Value("1", 9, "temperature_2m"));
    }

    [Fact]
    public async Task AModelsOwnProbabilityIsNotTakenForOneOfTheTable()
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(() => ModelReading.Of(
            _files.Text("station_id,run_time,lead_hours,precipitation_probability\n129,2021-01-01T00:00Z,9,35\n"),
            []));

        Assert.Contains("No column is a known variable", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AColumnThatStandsTwiceIsRefusedByName()
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(() => ModelReading.Of(
            _files.Text("station_id,run_time,lead_hours,temperature_2m,temperature_2m\n129,2021-01-01T00:00Z,9,-3,-3\n"),
            []));

        Assert.Contains("'temperature_2m' stands twice", error.Message, StringComparison.Ordinal);
    }
}
