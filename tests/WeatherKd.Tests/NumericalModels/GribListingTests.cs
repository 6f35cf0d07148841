using WeatherKd.Grib;
using WeatherKd.Grib.Products;
using WeatherKd.NumericalModels;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.NumericalModels;

public sealed class GribListingTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task AListingSaysWhatEcCodesSays()
    {
        // grib_ls of ecCodes 2.28: 7 messages, the sixth is tp of step range 0-3, ensemble member 1.
        var path = RealDataFolder.Require("grib2", "tiggelam_cnmc_sfc.grib2");
        var listing = await GribListing.ReadAsync(new(path, "tiggelam"), TestContext.Current.CancellationToken);

        Assert.Equal((7, 7, 0), (listing.Messages, listing.Fields.Count, listing.Problems.Count));
        var rain = listing.Fields[5];
        Assert.Equal((6, 3.0, 3.0, 1), (rain.Message, rain.LeadHours, rain.PeriodHours, rain.Member));
    }

    [Fact]
    public async Task MessagesOfBothEditionsAreListed()
    {
        // grib_ls of ecCodes 2.28: t at 100 hPa of edition 1, t at model level 100 of edition 2.
        var path = RealDataFolder.Require("grib2", "t_on_different_level_types.grib");
        var listing = await GribListing.ReadAsync(new(path, "t"), TestContext.Current.CancellationToken);

        Assert.Equal((2, 2, 0), (listing.Messages, listing.Fields.Count, listing.Problems.Count));
        Assert.Equal(["t", "t"], listing.Fields.Select(field => field.Parameter));
        Assert.Equal("pressure 10000 Pa", listing.Fields[0].Level);
    }

    [Fact]
    public async Task MessagesThatCannotBeReadAreListedWithTheirPlace()
    {
        byte[] good = new Grib1Message { Parameter = (2, 11), Values = [280, 281, 282, 284, 285, 286] }.ToBytes();
        byte[] other = [.. good];
        other[7] = 3;
        var listing = await GribListing.ReadAsync(_files.Bytes([.. good, .. other]), TestContext.Current.CancellationToken);

        Assert.Equal((2, 1), (listing.Messages, listing.Fields.Count));
        var problem = Assert.Single(listing.Problems);
        Assert.Equal((2, (long)good.Length), (problem.Message, problem.ByteOffset));
        Assert.Contains("edition 3", problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AValueAtAPlaceIsThatOfEcCodes()
    {
        // Bilinear from grib_get_data of ecCodes 2.28; see GribForecastsTests.
        var path = RealDataFolder.Require("grib2", "nam.t00z.awp21100.tm00.grib2");
        var readings = await GribPointReading.ReadAsync(new(path, "nam"), 40, 255, new()
        {
            ShortName = "prmsl",
        }, [], TestContext.Current.CancellationToken);

        Assert.Equal(100683.24190928868, Assert.Single(readings).Value!.Value, 0.1);
    }

    [Fact]
    public async Task MinimumMaximumMeanAndSumAreToldApart()
    {
        Grib2Message Statistic(int process) => new() { Parameter = (0, 0, 0), Values = new float[6], Lead = 24, Period = (0, process) };
        var file = _files.Bytes(Grib2Message.File([.. new[] { 3, 2, 0, 1 }.Select(Statistic), Statistic(3) with { Percentile = 90 }]));

        var fields = (await GribListing.ReadAsync(file, TestContext.Current.CancellationToken)).Fields;

        Assert.Equal(
            [
                StatisticalProcess.Minimum,
                StatisticalProcess.Maximum,
                StatisticalProcess.Average,
                StatisticalProcess.Accumulation,
                StatisticalProcess.Minimum
            ],
            fields.Select(field => field.Statistic!.Value));
        Assert.All(fields, field => Assert.Equal((24.0, 24.0), (field.LeadHours, field.PeriodHours)));
        Assert.All(
            fields,
            field => Assert.Equal(
                (0, 0, 0, 103, 2.0),
                (field.Discipline, field.Category, field.Number, field.LevelType, field.LevelValue)));
        Assert.Equal([null, null, null, null, 90.0], fields.Select(field => field.Percentile));
        Assert.Contains(
            "\"statistic\":\"minimum\"",
            System.Text.Json.JsonSerializer.Serialize(fields[0], WeatherJson.Compact),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task WindAlongTheGridIsTurnedOrSaysSo()
    {
        // A grid of latitudes and longitudes has its axes towards east and north: turning leaves the values.
        Grib2Message Wind(int number, float value) => new()
        {
            Parameter = (0, 2, number), Level = (103, 10), Values = [.. Enumerable.Repeat(value, 6)], WindsAreGridRelative = true,
        };
        var both = _files.Bytes(Grib2Message.File(Wind(2, 3), Wind(3, 4)));
        var alone = _files.Bytes(Wind(3, 4).ToBytes());

        var readings = await GribPointReading.ReadAsync(both, 37.5, 127, new(), [], TestContext.Current.CancellationToken);
        var single = Assert.Single(await GribPointReading.ReadAsync(alone, 37.5, 127, new()
        {
            ShortName = "10v",
        }, [], TestContext.Current.CancellationToken));

        Assert.Equal([(3.0, "towards east"), (4.0, "towards north")], readings.Select(r => (r.Value!.Value, r.Direction!)));
        Assert.Equal((4.0, "along the grid's y axis"), (single.Value!.Value, single.Direction));
    }

    [Fact]
    public async Task WindOnALambertGridIsTurnedToEastAndNorth()
    {
        // eta.grb: winds along a Lambert grid. The angle at 40 N 255 E is sin(25°) × (255° - 265°) = -4.226°, turned by hand from the
        // values that GribFile gives along the axes.
        var path = RealDataFolder.Require("grib2", "eta.grb");
        using var file = GribFile.Open(path);
        var pair = file.Fields.First(f => f.Parameter.Is(0, 2, 2) && f.Grid.WindsAreGridRelative);
        FieldSelection selection = new() { ShortName = "u", Level = pair.Level.Value, LevelType = pair.Level.Type };
        var reading = (await GribPointReading.ReadAsync(
            new(path, "eta"),
            40,
            255,
            selection,
            [],
            TestContext.Current.CancellationToken))[0];
        var v = file.Fields.First(f => f.Parameter.Is(0, 2, 3) && f.Level == pair.Level);
        Assert.True(pair.Grid.TryFindCell(40, 255, out var cell));
        double At(GribField field)
        {
            var values = field.Decode();
            return cell.Interpolate(values[cell.Index00], values[cell.Index10], values[cell.Index01], values[cell.Index11]);
        }

        var angle = Math.Sin(25 * Math.PI / 180) * -10 * Math.PI / 180;
        Assert.Equal("towards east", reading.Direction);
        Assert.Equal((At(pair) * Math.Cos(angle)) + (At(v) * Math.Sin(angle)), reading.Value!.Value, 6);
    }

    [Fact]
    public async Task FieldsAreChosenByLevelAndStep()
    {
        Grib2Message At(int pressure, int lead) =>
            new() { Parameter = (0, 0, 0), Level = (100, pressure), Lead = lead, Values = new float[6] };
        var file = _files.Bytes(Grib2Message.File(At(85_000, 3), At(85_000, 6), At(50_000, 6)));

        Assert.Single(await GribPointReading.ReadAsync(file, 37.5, 127, new()
        {
            ShortName = "t",
            Level = 850,
            Step = 6,
        }, [], TestContext.Current.CancellationToken));
        var error = await Assert.ThrowsAsync<InputFormatException>(
            () => GribPointReading.ReadAsync(file, 37.5, 127, new() { Level = 700 }, [], TestContext.Current.CancellationToken));
        Assert.Contains("level '700'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OutsideTheGridThereIsAReasonAndNoValue()
    {
        var file = _files.Bytes(new Grib2Message { Parameter = (0, 0, 0), Values = [280, 281, 282, 284, 285, 286] }.ToBytes());
        var reading = Assert.Single(await GribPointReading.ReadAsync(file, 10, 10, new(), [], TestContext.Current.CancellationToken));

        Assert.Equal((null, "outside the grid"), (reading.Value, reading.Reason));
    }

    [Fact]
    public async Task AnUnknownParameterIsAnErrorThatListsTheKnownOnes()
    {
        var file = _files.Bytes(new Grib2Message { Parameter = (0, 0, 0), Values = [280, 281, 282, 284, 285, 286] }.ToBytes());
        var error = await Assert.ThrowsAsync<InputFormatException>(() => GribPointReading.ReadAsync(file, 37, 127, new()
        {
            ShortName = "snow",
        }, [], TestContext.Current.CancellationToken));

        Assert.Contains("It holds: t", error.Message, StringComparison.Ordinal);
    }
}
