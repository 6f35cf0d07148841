using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.TestSupport;
using WeatherKd.Variables;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>What came in different files of a run is put together when the run is read, whatever the order, however often.</summary>
public sealed class ScatteredPartsTests : IDisposable
{
    private static readonly string[] Wanted =
    [
        "temperature_2m",
        "relative_humidity_2m",
        "wind_speed_10m",
        "wind_direction_10m",
        "precipitation"
    ];
    private static readonly Station Station = new("129", Latitude: 36.75, Longitude: 126.5, Elevation: 28.9);
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    private static float At(string variable, int lead, params (string Variable, double Value, int Lead)[] rows) => ModelReading.Derived(
        rows.Select(r => new Rows(["129"], [DateTimeOffset.UnixEpoch], [r.Lead], new Dictionary<string, double[]>(
            StringComparer.Ordinal)
        {
            [r.Variable] = [r.Value],
        })),
        "129",
        lead,
        variable).Value;

    [Fact]
    public void ComponentsOfTwoFilesGiveSpeedAndDirection()
    {
        Assert.Equal(5, At("wind_speed_10m", 1, ("wind_u_10m", 3, 1), ("wind_v_10m", -4, 1)), 1e-5f);
        Assert.Equal(323.13f, At("wind_direction_10m", 1, ("wind_u_10m", 3, 1), ("wind_v_10m", -4, 1)), 0.01f);
    }

    [Fact]
    public void OneComponentAloneGivesNone() =>
        Assert.Equal(float.NaN, At("wind_speed_10m", 1, ("wind_u_10m", 3, 1), ("wind_v_10m", -4, 2)));

    [Fact]
    public void ComponentsAlongAMapAreTurnedByItsNorth()
    {
        // A wind along the map's y axis, which points 30° east of north, blows from 180° + 30°.
        Assert.Equal(210, At("wind_direction_10m", 1, ("grid_north", 30, 1), ("wind_y_10m", 4, 1), ("wind_x_10m", 0, 1)), 1e-3f);
        Assert.Equal(4, At("wind_speed_10m", 1, ("wind_y_10m", 4, 1), ("wind_x_10m", 0, 1)), 1e-5f);
    }

    [Fact]
    public void TotalsOfTwoFilesGiveTheHoursRainWhicheverComesFirst() =>
        Assert.Equal(2, At("precipitation", 7, ("precipitation_total", 30, 7), ("precipitation_total", 28, 6)), 1e-5f);

    [Fact]
    public void DewPointAndTemperatureOfTwoFilesGiveHumidityAtTheModelsHeight()
    {
        // WMO Guide No. 8, annex 4.B: e(10 °C) / e(20 °C) = 12.27 / 23.37 hPa.
        Assert.Equal(52.5f, At("relative_humidity_2m", 1, ("dew_point_2m", 10, 1), ("temperature_2m", 20, 1)), 0.1f);

        // The temperature was moved to the station's height; the model's air has another.
        Assert.Equal(
            52.5f,
            At("relative_humidity_2m", 1, ("temperature_2m", 23, 1), ("temperature_2m_at_model_height", 20, 1), ("dew_point_2m", 10, 1)),
            0.1f);
    }

    [Fact]
    public void WhatAFileHadItselfStays() =>
        Assert.Equal(
            70,
            At("relative_humidity_2m", 1, ("relative_humidity_2m", 70, 1), ("dew_point_2m", 10, 1), ("temperature_2m", 20, 1)));

    /// <summary>
    /// Temperature, dew point, wind components, rain since the start and orography of leads 1 to 4, in one file and in one file a field in
    /// random orders with some sent twice: the runs are the same.
    /// </summary>
    [Fact]
    public async Task ARunInOneFileAndInManyIsTheSameRun()
    {
        var together = await RunOf(Fields());
        var random = new Random((int)RepeatableSampling.Seed);
        for (var round = 0; round < 5; round++)
        {
            var files = Fields().Select(f => new[] { f, Orography }).ToList();
            files.AddRange(files[..3]);
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(files));

            var scattered = await RunOf([.. files]);

            Assert.Equal(together.Length, scattered.Length);
            Assert.All(together.Zip(scattered), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        }

        Assert.All(together, value => Assert.False(float.IsNaN(value)));
    }

    private static Grib2Message Orography =>
        new() { Parameter = (0, 3, 5), Level = (1, 0), Lead = 0, Values = [.. Enumerable.Repeat(228.9f, 9)] };

    private static Grib2Message[] Fields() => [.. Enumerable.Range(1, 4).SelectMany(lead => new Grib2Message[]
    {
        new() { Parameter = (0, 0, 0), Lead = lead, Values = [.. Enumerable.Range(0, 9).Select(i => 285f + i + lead)] },
        new() { Parameter = (0, 0, 6), Lead = lead, Values = [.. Enumerable.Range(0, 9).Select(i => 280f + i)] },
        new() { Parameter = (0, 2, 2), Level = (103, 10), Lead = lead, Values = [.. Enumerable.Range(0, 9).Select(i => 1f + i - lead)] },
        new() { Parameter = (0, 2, 3), Level = (103, 10), Lead = lead, Values = [.. Enumerable.Range(0, 9).Select(i => 3f - i)] },
        new() { Parameter = (0, 1, 8), Level = (1, 0), Lead = lead, Period = (0, 1), Values = [.. Enumerable.Repeat(lead * lead * 1f, 9)] },
    })];

    private Task<float[]> RunOf(Grib2Message[] fields) => RunOf([[Orography, .. fields]]);

    private async Task<float[]> RunOf(Grib2Message[][] files)
    {
        var batches = new List<Rows>();
        foreach (var fields in files)
        {
            batches.AddRange((await ModelReading.Of(_files.Bytes(Grib2Message.File(fields)), [Station])).Batches);
        }

        var runs = ModelReading.WholeRun(batches)["129"];
        return
        [
            .. Enumerable.Range(1, 4)
                .SelectMany(lead => Wanted.Select(name => runs.Value(runs.RunHours[0], lead, runs.Variables.IndexOf(name))))
        ];
    }
}
