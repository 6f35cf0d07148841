using System.Globalization;
using WeatherKd.Grib.Tests.RealFiles;
using WeatherKd.TestSupport;

namespace WeatherKd.Grib.Tests;

/// <summary>
/// Messages with bytes changed, cut out or doubled: whatever happens, nothing else than <see cref="GribFormatException"/> is thrown,
/// within bounded work and within the bound on memory that the README gives. The mutations are the same in every run;
/// <c>WEATHERKD_FUZZ_MUTATIONS</c> says how many of each message instead of the usual 200: the first ones are then the same.
/// </summary>
public sealed class MutationTests
{
    private const string LongRun = "WEATHERKD_FUZZ_MUTATIONS";
    private const int Mutations = 200;
    private const int SampleForEcCodes = 60;

    // A JPEG 2000 sample takes at most 3 × 31 passes; a byte is looked at a few times, as a header, a packet, an image's row.
    private const int StepsPerPoint = 100;
    private const int StepsPerByte = 100;

    [Theory]
    [InlineData("simple")]
    [InlineData("complex")]
    [InlineData("spatial differencing")]
    [InlineData("ieee")]
    [InlineData("png")]
    [InlineData("ccsds")]
    [InlineData("two fields with a bitmap")]
    [InlineData("edition 1 simple")]
    [InlineData("edition 1 with a bitmap")]
    [InlineData("edition 1 row by row")]
    [InlineData("edition 1 constant width")]
    [InlineData("edition 1 general")]
    [InlineData("edition 1 extended 0")]
    [InlineData("edition 1 extended 3")]
    [InlineData("edition 1 boustrophedonic")]
    public void MutationsOfAMessageOfOurOwnAreReadOrRefused(string kind) => Mutate(OwnMessages.Of(kind), kind);

    [Theory]
    [InlineData("regular_latlon_surface.grib2")]
    [InlineData("regular_ll_grid_complex.grib2")]
    [InlineData("regular_ll_grid_jpeg.grib2")]
    [InlineData("flux.grb")]
    [InlineData("ngm.grb")]
    [InlineData("tiggelam_cnmc_sfc.grib2")]
    [InlineData("t_on_different_level_types.grib")]
    public void MutationsOfARealFileAreReadOrRefused(string name) => Mutate(File.ReadAllBytes(RealDataFolder.Require("grib2", name)), name);

    /// <summary>What both read has the same values: a sample, since ecCodes is asked in a process of its own for each.</summary>
    [Theory]
    [InlineData("simple")]
    [InlineData("complex")]
    [InlineData("spatial differencing")]
    [InlineData("ccsds")]
    public async Task MutationsThatEcCodesReadsHaveItsValues(string kind)
    {
        EcCodesTools.Require();
        var compared = 0;
        foreach (var (number, bytes) in Mutants.WithDamagedValues(OwnMessages.Of(kind), SampleForEcCodes).Index())
        {
            if (ValuesOf(bytes) is { } values
                && await EcCodesTools.TryDecodeAsync(bytes) is { } expected
                && expected.Length == values.Length)
            {
                compared++;
                for (var i = 0; i < values.Length; i++)
                {
                    // ecCodes' stand-in for a missing value.
                    var isSame = double.IsNaN(values[i])
                        ? expected[i] is 9999 or double.NaN
                        : Math.Abs(values[i] - expected[i]) <= 1e-12 * Math.Max(Math.Abs(expected[i]), 1);
                    Assert.True(isSame, $"{kind}, mutation {number}, value {i}: ecCodes has {expected[i]:R}, decoded {values[i]:R}");
                }
            }
        }

        Assert.InRange(compared, SampleForEcCodes / 4, SampleForEcCodes);
    }

    /// <summary>The values of a message's only field; null where it is refused.</summary>
    private static double[]? ValuesOf(byte[] bytes)
    {
        try
        {
            using var file = GribFile.Open(bytes);
            return file.Fields.Count == 1 && file.Problems.Count == 0 ? file.Fields[0].Decode() : null;
        }
        catch (GribFormatException)
        {
            return null;
        }
    }

    private static void Mutate(byte[] message, string name)
    {
        var mutations = int.Parse(Environment.GetEnvironmentVariable(LongRun) ?? $"{Mutations}", CultureInfo.InvariantCulture);
        var number = 0;
        foreach (var bytes in Mutants.Of(message, name, mutations))
        {
            Read(bytes, $"{name}, mutation {number++}");
        }
    }

    private static void Read(byte[] bytes, string context)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var work = WorkMeter.Start();
        long points = 0;
        try
        {
            using var file = GribFile.Open(bytes);
            foreach (var field in file.Fields)
            {
                points += field.Grid.PointCount;
                ReadField(field);
            }
        }
        catch (GribFormatException)
        {
            // No message left in the file.
        }
        catch (Exception error)
        {
            Assert.Fail($"{context}: {error}");
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(
            allocated < 1_000_000 + (100 * (long)bytes.Length) + (40 * points),
            $"{context}: {allocated} bytes for {points} points");
        Assert.True(
            work.Steps <= 1_000_000 + (StepsPerByte * (long)bytes.Length) + (StepsPerPoint * points),
            $"{context}: {work.Steps} steps for {points} points");
    }

    private static void ReadField(GribField field)
    {
        try
        {
            _ = field.ToString();
            var values = field.Decode();
            using var sampler = new PointSampler(field);
            Assert.Equal(values[^1], sampler[values.Length - 1]);
            var point = field.Grid.PointOf(values.Length / 2);
            _ = field.Grid.TryFindCell(point.Latitude, point.Longitude, out _);
            _ = field.Grid.ToEarthRelative(1, 2, point.Latitude, point.Longitude);
        }
        catch (GribFormatException error)
        {
            Assert.True(error.MessageNumber == field.MessageNumber && error.ByteOffset >= 0, $"{error} does not say where");
        }
    }
}
