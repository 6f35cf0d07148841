using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Observations;

/// <summary>The expected numbers stand in the columns under the table's own head, wind directions there in tens of degrees.</summary>
public sealed class KmaHubTextTests : IFormatSamples, IDisposable
{
    private readonly TemporaryFiles _files = new();

    public static IReadOnlyList<(string Name, string Content)> Samples =>
        [("sfctm2.txt", KmaHubAnswers.Synoptic), ("pm10.txt", KmaHubAnswers.Pm10)];

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task TheHourlyTableGivesWhatStandsUnderItsHead()
    {
        var batch = await Reading.Whole(_files.Text(KmaHubAnswers.Synoptic));

        Assert.Equal(["108", "901"], batch.StationIds);
        Assert.Equal([DateTimeOffset.Parse("2025-09-28T11:00Z"), DateTimeOffset.Parse("2026-08-03T06:00Z")], batch.Times);
        Assert.Equal([19.8, double.NaN], batch.Values["temperature_2m"]);
        Assert.Equal([16.2, 25.6], batch.Values["dew_point_2m"]);
        Assert.Equal([80, 85], batch.Values["relative_humidity_2m"]);
        Assert.Equal([0.7, double.NaN], batch.Values["wind_speed_10m"]);
        Assert.Equal([320, 20], batch.Values["wind_direction_10m"]);
        Assert.Equal([1000.2, 1010.1], batch.Values["surface_pressure"]);
        Assert.Equal([1010.2, 1012.1], batch.Values["pressure_msl"]);
        Assert.Equal([double.NaN, double.NaN], batch.Values["precipitation"]);
    }

    [Theory]
    [InlineData("-9.0", -9)]
    [InlineData("-24.3", -24.3)]
    [InlineData("-99.0", double.NaN)]
    [InlineData("-50.0", double.NaN)]
    public async Task MinusNineIsATemperatureAndWhatKoreaNeverHadIsMissing(string cell, double temperature)
    {
        var batch = await Reading.Whole(_files.Text(KmaHubAnswers.Synoptic.Replace(" 19.8 ", $" {cell} ", StringComparison.Ordinal)));

        Assert.Equal(temperature, batch.Values["temperature_2m"][0]);
    }

    [Fact]
    public async Task Pm10IsReadAndBelowZeroItIsMissing()
    {
        var batch = await Reading.Whole(_files.Text(KmaHubAnswers.Pm10));

        Assert.Equal(["108", "100", "100"], batch.StationIds);
        Assert.Equal(DateTimeOffset.Parse("2026-07-01T09:00Z"), batch.Times[0]);
        Assert.Equal([39, 0, double.NaN], batch.Values["pm10"]);
    }

    [Fact]
    public async Task ALineThatCannotBeReadCostsItsRowAndIsToldWithItsNumber()
    {
        var told = new List<InputFormatException>();
        var batch = Assert.Single(await Reading.Batches(
            _files.Text(KmaHubAnswers.Pm10.Replace("202607012230", "202607322230", StringComparison.Ordinal)),
            told.Add));

        Assert.Equal(["108", "100"], batch.StationIds);
        Assert.Equal((4, "202607322230"), (Assert.Single(told).Line, told[0].Given));
    }
}
