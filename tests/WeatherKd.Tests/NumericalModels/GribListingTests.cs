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
        var readings = await GribPointReading.ReadAsync(new(path, "nam"), 40, 255, "prmsl", TestContext.Current.CancellationToken);

        Assert.Equal(100683.24190928868, Assert.Single(readings).Value!.Value, 0.1);
    }

    [Fact]
    public async Task OutsideTheGridThereIsAReasonAndNoValue()
    {
        var file = _files.Bytes(new Grib2Message { Parameter = (0, 0, 0), Values = [280, 281, 282, 284, 285, 286] }.ToBytes());
        var reading = Assert.Single(await GribPointReading.ReadAsync(file, 10, 10, null, TestContext.Current.CancellationToken));

        Assert.Equal((null, "outside the grid"), (reading.Value, reading.Reason));
    }

    [Fact]
    public async Task AnUnknownParameterIsAnErrorThatListsTheKnownOnes()
    {
        var file = _files.Bytes(new Grib2Message { Parameter = (0, 0, 0), Values = [280, 281, 282, 284, 285, 286] }.ToBytes());
        var error = await Assert.ThrowsAsync<InputFormatException>(() => GribPointReading.ReadAsync(file, 37, 127, "snow", TestContext.Current.CancellationToken));

        Assert.Contains("It holds: t", error.Message, StringComparison.Ordinal);
    }
}
