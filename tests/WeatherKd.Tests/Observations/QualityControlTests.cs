using WeatherKd.Observations.Quality;
using WeatherKd.Series;
using WeatherKd.Settings;
using WeatherKd.Stations;
using WeatherKd.Variables;

namespace WeatherKd.Tests.Observations;

public sealed class QualityControlTests
{
    private static readonly QualityControl Quality = new(VariableTable.Default, new QualityOptions());

    private static string?[] FlagsOf(string variable, params double[] values)
    {
        var batch = Observed.Hourly(variable, values);
        Quality.Check([batch], [], Observed.LongAfter);
        return [.. Enumerable.Range(0, batch.Count).Select(row => batch.FlagOf(variable, row))];
    }

    [Fact]
    public void ValuesInsideTheTablesRangePassAndItsBoundsBelongToIt() =>
        Assert.Equal([null, null, "range", "range"], FlagsOf("precipitation", 0, 305, 305.1, -0.1));

    [Fact]
    public void MissingValuesAreNeverRejected() =>
        Assert.All(FlagsOf("temperature_2m", double.NaN, 12, double.NaN), Assert.Null);

    [Fact]
    public void ASpikeIsRejectedAndTheReturnFromItIsNot() =>
        Assert.Equal([null, null, "step", null, null], FlagsOf("temperature_2m", 10, 11, 40, 11, 10));

    [Fact]
    public void AFirstValueThatNothingSupportsIsTheOneRejected() =>
        Assert.Equal(["step", null, null, null], FlagsOf("temperature_2m", 40, 11, 10, 11));

    [Fact]
    public void AChangeThatTookHoursMayBeAsLargeAsThoseHoursAllow() =>
        Assert.All(FlagsOf("temperature_2m", 0, double.NaN, double.NaN, 40), Assert.Null);

    [Fact]
    public void ANewLevelIsBelievedAfterThreeHours() =>
        Assert.Equal([null, null, "step", "step", null, null], FlagsOf("wind_speed_10m", 1, 2, 70, 69.5, 68, 69));

    [Fact]
    public void AValueThatNeverChangesIsStuckFromItsFirstOccurrence()
    {
        double[] values = [3, .. Enumerable.Repeat(7.0, 25), 8];
        string?[] flags = FlagsOf("temperature_2m", values);

        Assert.Equal([null, .. Enumerable.Repeat("stuck", 25), null], flags);
    }

    [Fact]
    public void CalmAndSaturationMayLast()
    {
        Assert.All(FlagsOf("wind_speed_10m", [.. Enumerable.Repeat(0.0, 100)]), Assert.Null);
        Assert.All(FlagsOf("relative_humidity_2m", [.. Enumerable.Repeat(100.0, 100)]), Assert.Null);

        // The KMA's sensors at Ulsan end at 98 %, for 62 hours in the rain of July 2018.
        Assert.All(FlagsOf("relative_humidity_2m", [.. Enumerable.Repeat(98.0, 62)]), Assert.Null);
        Assert.Equal(62, FlagsOf("relative_humidity_2m", [.. Enumerable.Repeat(80.0, 62)]).Count(flag => flag == "stuck"));
        Assert.All(FlagsOf("precipitation", [.. Enumerable.Repeat(0.0, 100)]), Assert.Null);
    }

    [Fact]
    public void ADewPointAboveTheTemperatureCondemnsBothAndTheHumidity()
    {
        var batch = Observed.Hourly(
            "129",
            0,
            ("temperature_2m", [5, 5]),
            ("dew_point_2m", [9, 5.4]),
            ("relative_humidity_2m", [90, 100]),
            ("wind_speed_10m", [1, 2]));
        Quality.Check([batch], [], Observed.LongAfter);

        Assert.Equal(["consistency", null], batch.Flags["temperature_2m"]);
        Assert.Equal(["consistency", null], batch.Flags["dew_point_2m"]);
        Assert.Equal(["consistency", null], batch.Flags["relative_humidity_2m"]);
        Assert.DoesNotContain("wind_speed_10m", batch.Flags.Keys);
    }

    [Fact]
    public void TimesAfterTheArrivalAreRejected()
    {
        var batch = Observed.Hourly("temperature_2m", 1, 2, 3);
        Quality.Check([batch], [], Observed.Start.AddHours(1));

        Assert.Equal([null, null, "future"], batch.Flags["temperature_2m"]);
    }

    [Fact]
    public void OfTwoRowsForOneTimeTheLaterInTheFileStays()
    {
        var batch = Observed.At(Observed.Start, "temperature_2m", ("129", 1), ("152", 2), ("129", 3));
        Quality.Check([batch], [], Observed.LongAfter);

        Assert.Equal(["duplicate", null, null], batch.Flags["temperature_2m"]);
    }

    [Fact]
    public void ALaterRowWithoutAValueDoesNotReplaceOneThatHasIt()
    {
        var batch = Observed.At(Observed.Start, "temperature_2m", ("129", 1), ("129", double.NaN));
        Quality.Check([batch], [], Observed.LongAfter);

        Assert.DoesNotContain("temperature_2m", batch.Flags.Keys);
    }

    [Fact]
    public void HeatInASiberianJanuaryIsOutsideTheClimateAndCold67IsNot()
    {
        // Oymyakon, 63.46 N, 741 m: WMO's record low there is -67.8 °C, the January record high -16.6 °C.
        Station[] stations = [new("24688", Latitude: 63.46, Longitude: 142.79, Elevation: 741)];
        var batch = Observed.At(Observed.Start, "temperature_2m", ("24688", 25));
        var cold = Observed.At(Observed.Start, "temperature_2m", ("24688", -67.8));
        Quality.Check([batch], stations, Observed.LongAfter);
        Quality.Check([cold], stations, Observed.LongAfter);

        Assert.Equal("climate", batch.FlagOf("temperature_2m", 0));
        Assert.Null(cold.FlagOf("temperature_2m", 0));
    }

    [Theory]
    [InlineData(36.78, 8, 41.0)] // Hongcheon 2018-08-01, Korea's record high
    [InlineData(36.78, 1, -32.6)] // Yangpyeong 1981-01-05, Korea's record low
    [InlineData(36.46, 8, 54.4)] // Death Valley 2020-08-16
    [InlineData(-77.8, 7, -59.4)] // McMurdo, its record low at sea level
    public void RecordsOfTheRealWorldAreNotOutsideTheClimate(double latitude, int month, double value)
    {
        Station[] stations = [new("1", Latitude: latitude, Longitude: 127)];
        var batch = Observed.At(new DateTimeOffset(2021, month, 5, 0, 0, 0, TimeSpan.Zero), "temperature_2m", ("1", value));
        Quality.Check([batch], stations, Observed.LongAfter);

        Assert.Null(batch.FlagOf("temperature_2m", 0));
    }

    [Fact]
    public void AnOperatorsClimateLimitsReplaceTheBuiltInOnes()
    {
        var quality = new QualityControl(VariableTable.Default, new QualityOptions { ClimateLimits = [new("wind_speed_10m", 1, 0, 30)] });
        var batch = Observed.Hourly("wind_speed_10m", 12, 31, 20);
        quality.Check([batch], [], Observed.LongAfter);

        Assert.Equal([null, "climate", null], batch.Flags["wind_speed_10m"]);
    }

    [Fact]
    public void AValueFarFromAllNeighboursIsRejectedAndThoseAroundItAreNot()
    {
        var stations = Enumerable.Range(0, 7)
            .Select(i => new Station($"{i}", Latitude: 37 + (i * 0.05), Longitude: 127, Elevation: 50))
            .ToArray();
        var batch = Observed.At(Observed.Start, "temperature_2m", ("0", 1), ("1", 2), ("2", 1.5), ("3", 19), ("4", 2), ("5", 1), ("6", 2));
        var report = Quality.Check([batch], stations, Observed.LongAfter);

        Assert.Equal([null, null, null, "buddy", null, null, null], batch.Flags["temperature_2m"]);
        Assert.Equal(1.583, Assert.Single(report.Worst).Limit, 0.001);
    }

    [Fact]
    public void NeighboursAreComparedAtTheStationsHeight()
    {
        // 150 m apart: 18 hPa by the hydrostatic gradient of 0.12 hPa/m.
        Station[] stations =
        [
            .. Enumerable.Range(0, 6)
                .Select(i => new Station($"{i}", Latitude: 37 + (i * 0.05), Longitude: 127, Elevation: i == 0 ? 200 : 50))
        ];
        var batch = Observed.At(
            Observed.Start,
            "surface_pressure",
            ("0", 992),
            ("1", 1010),
            ("2", 1010),
            ("3", 1010),
            ("4", 1010),
            ("5", 1010));
        Quality.Check([batch], stations, Observed.LongAfter);

        Assert.DoesNotContain("surface_pressure", batch.Flags.Keys);
    }

    [Fact]
    public void FewerNeighboursThanConfiguredDecideNothing()
    {
        Station[] stations =
        [
            .. Enumerable.Range(0, 4).Select(i => new Station($"{i}", Latitude: 37 + (i * 0.05), Longitude: 127, Elevation: 50))
        ];
        var batch = Observed.At(Observed.Start, "temperature_2m", ("0", 1), ("1", 2), ("2", 1.5), ("3", 29));
        Quality.Check([batch], stations, Observed.LongAfter);

        Assert.DoesNotContain("temperature_2m", batch.Flags.Keys);
    }

    [Fact]
    public void ProvidersOwnFlagsAreKeptAndCounted()
    {
        var batch = Observed.Hourly("temperature_2m", 1, 500);
        batch.Reject("temperature_2m", 1, QualityTests.Provider);
        var report = Quality.Check([batch], [], Observed.LongAfter);

        Assert.Equal([null, "provider"], batch.Flags["temperature_2m"]);
        Assert.Equal([new QualityCount("temperature_2m", "provider", 1)], report.Rejected);
    }

    [Fact]
    public void RawValuesStayAsTheyWere()
    {
        double[] raw = [10, 11, 400, -300, 11];
        var batch = Observed.Hourly("temperature_2m", [.. raw]);
        var report = Quality.Check([batch], [], Observed.LongAfter);

        Assert.Equal(raw, batch.Values["temperature_2m"]);
        Assert.Equal(2, report.RejectedValues);
        Assert.Equal([400, -300], report.Worst.Select(c => c.Value));
    }

    [Fact]
    public async Task BatchesOfAStreamGetTheFlagsThatTheWholeFileGets()
    {
        var random = new Random(20210101);
        double[] values =
        [
            .. Enumerable.Range(0, 400)
                .Select(i => i is >= 90 and < 130 ? 5 : Math.Round(random.NextDouble() * 20, 1) + (i % 37 == 0 ? 60 : 0))
        ];
        Rows Part(int first, int count) => Observed.Hourly("129", first, ("temperature_2m", values[first..(first + count)]));
        var whole = Part(0, 400);
        Quality.Check([whole], [], Observed.LongAfter);

        var streamed = new List<string?>();
        QualityReport? report = null;
        var parts = new[] { Part(0, 100), Part(100, 100), Part(200, 100), Part(300, 100) }.ToAsyncEnumerable();
        await foreach (var batch in Quality.CheckAsync(
            parts,
            [],
            Observed.LongAfter,
            r => report = r,
            TestContext.Current.CancellationToken))
        {
            streamed.AddRange(Enumerable.Range(0, batch.Count).Select(row => batch.FlagOf("temperature_2m", row)));
        }

        Assert.Equal(whole.Flags["temperature_2m"], streamed);
        Assert.Contains("stuck", streamed);
        Assert.Contains("range", streamed);
        Assert.Equal(400, report!.Rows);
    }

    [Fact]
    public void AnOptionOutsideItsRangeIsRefusedByName()
    {
        var error = Assert.Throws<SettingsException>(() => new QualityControl(VariableTable.Default, new QualityOptions
        {
            BuddyMinimum = 2,
        }));

        Assert.Contains("BuddyMinimum", error.Message, StringComparison.Ordinal);
    }
}
