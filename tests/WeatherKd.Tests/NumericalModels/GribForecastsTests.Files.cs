using WeatherKd.NumericalModels;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.NumericalModels;

/// <content>Files that are not whole, of several members, or of something else.</content>
public sealed partial class GribForecastsTests
{
    [Fact]
    public async Task AStationOutsideTheGridIsReportedAndTheOthersAreRead()
    {
        var file = _files.Bytes(new Grib2Message { Parameter = Temperature, Values = Ramp }.ToBytes());
        var read = await ModelReading.Of(file, [new("beijing", Latitude: 39.9, Longitude: 116.4), Seosan, new("nowhere")]);

        Assert.All(read.Batches, b => Assert.All(b.StationIds, id => Assert.Equal("129", id)));
        var reported = Assert.Single(read.Reported);
        Assert.Contains("beijing", reported.Message, StringComparison.Ordinal);
        Assert.True(reported.FileIsSound);
    }

    [Fact]
    public async Task GoodMessagesAreUsedWhereOthersAreBad()
    {
        var read = await Read(
            new Grib2Message { Parameter = Temperature, Values = Ramp, Lead = 1 },
            new Grib2Message { Parameter = Temperature, Values = Ramp, Lead = 2, PackingTemplate = 200 },
            new Grib2Message { Parameter = Temperature, Values = Ramp, Lead = 3 });

        Assert.Equal([1, 3], read.Batches.SelectMany(b => b.LeadHours));
        var reported = Assert.Single(read.Reported);
        Assert.Equal(2, reported.MessageNumber);
        Assert.NotNull(reported.ByteOffset);
        Assert.False(reported.FileIsSound);
    }

    [Fact]
    public async Task ACutFileGivesItsWholeMessages()
    {
        var bytes = Grib2Message.File(
            new Grib2Message { Parameter = Temperature, Values = Ramp, Lead = 1 },
            new Grib2Message { Parameter = Temperature, Values = Ramp, Lead = 2 });
        var read = await ModelReading.Of(_files.Bytes(bytes.AsSpan(0, bytes.Length - 30)), [Seosan]);

        Assert.Equal([1], read.Batches.SelectMany(b => b.LeadHours));
        Assert.Equal(2, Assert.Single(read.Reported).MessageNumber);
    }

    [Fact]
    public async Task PackedFilesAreReadAndTheirCopyIsDeleted()
    {
        var file = _files.GZip(new Grib2Message { Parameter = Temperature, Values = Ramp }.ToBytes());
        var read = await ModelReading.Of(file, [Seosan]);

        Assert.Equal(12.35, read.Value("129", 1, "temperature_2m"), 1e-4);
        Assert.Single(Directory.GetFiles(_files.Folder));
    }

    [Fact]
    public async Task OfAnEnsembleTheLowestMemberIsRead()
    {
        var read = await Read(
            new Grib2Message { Parameter = Temperature, Values = [.. Ramp.Select(v => v + 9)], Member = 2 },
            new Grib2Message { Parameter = Temperature, Values = Ramp, Member = 0 });

        Assert.Equal(12.35, read.Value("129", 1, "temperature_2m"), 1e-4);
        Assert.True(Assert.Single(read.Reported).FileIsSound);
    }

    [Fact]
    public async Task TheMemberOfTheOptionsIsReadWhicheverFileItComesIn()
    {
        var options = new InterpolationOptions { EnsembleMember = 2 };
        var both = Grib2Message.File(
            new Grib2Message { Parameter = Temperature, Values = [.. Ramp.Select(v => v + 9)], Member = 0 },
            new Grib2Message { Parameter = Temperature, Values = Ramp, Member = 2 });
        var other = new Grib2Message { Parameter = Temperature, Values = Ramp, Member = 7 }.ToBytes();

        Assert.Equal(12.35, (await ModelReading.Of(_files.Bytes(both), [Seosan], options)).Value("129", 1, "temperature_2m"), 1e-4);
        var error = await Assert.ThrowsAsync<InputFormatException>(() => ModelReading.Of(_files.Bytes(other), [Seosan], options));
        Assert.Contains("holds member 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEnsembleMeanIsNotTakenForTheQuantity()
    {
        // Product template 4.2 of the same temperature; octets 8-9 of section 4, which begins after sections 0, 1 and 3.
        var bytes = new Grib2Message { Parameter = Temperature, Values = Ramp, Member = 1 }.ToBytes();
        bytes[16 + 21 + 72 + 8] = 2;

        var error = await Assert.ThrowsAsync<InputFormatException>(() => ModelReading.Of(_files.Bytes(bytes), [Seosan]));
        Assert.Contains("No field", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileOfOtherParametersSaysWhatItHolds()
    {
        var path = RealDataFolder.Require("grib2", "ds.maxt.bin");
        var error = await Assert.ThrowsAsync<InputFormatException>(() => ModelReading.Of(new(path, "ds.maxt.bin"), [Seosan]));

        Assert.Contains("tmax", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnErrorPageIsCalledOne()
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(() => ModelReading.Of(
            _files.Bytes("<!DOCTYPE html><html><body>503 Service Unavailable</body></html>"u8),
            [Seosan]));

        Assert.Contains("web page", error.Message, StringComparison.Ordinal);
    }
}
