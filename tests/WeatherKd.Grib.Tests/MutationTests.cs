using System.Buffers.Binary;
using System.Globalization;
using CsCheck;
using WeatherKd.Grib.Tests.Ccsds;
using WeatherKd.Grib.Tests.Edition1;
using WeatherKd.Grib.Tests.RealFiles;
using WeatherKd.Grib.Tests.Writing;
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

    private static Gen<Action<List<byte>>> Change { get; } = Gen.OneOf(
        Gen.Select(
            Gen.Double[0, 1],
            Gen.Byte,
            Gen.Bool,
            (at, value, isHeader) => (Action<List<byte>>)(message => message[At(message, at, isHeader)] = value)),
        Gen.Select(
            Gen.Double[0, 1],
            Gen.Int[0, 7],
            (at, bit) => (Action<List<byte>>)(message => message[At(message, at, true)] ^= (byte)(1 << bit))),
        Gen.Select(Gen.Double[0, 1], Gen.Int[0, 2].Select(choice => (byte)(choice switch
        {
            0 => 0,
            1 => 0x7F,
            _ => 0xFF
        })), (at, value) => (Action<List<byte>>)(message =>
        {
            var start = At(message, at, true);
            for (var i = start; i < Math.Min(start + 4, message.Count); i++)
            {
                message[i] = value;
            }
        })),
        Gen.Select(Gen.Double[0, 1], Gen.Int[1, 40], (at, count) => (Action<List<byte>>)(message =>
        {
            var start = At(message, at, false);
            message.RemoveRange(start, Math.Min(count, message.Count - start));
        })),
        Gen.Select(Gen.Double[0, 1], Gen.Int[1, 40], (at, count) => (Action<List<byte>>)(message =>
        {
            var start = At(message, at, false);
            message.InsertRange(start, message.GetRange(start, Math.Min(count, message.Count - start)));
        })));

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
    public void MutationsOfAMessageOfOurOwnAreReadOrRefused(string kind) => Mutate(OwnMessage(kind), kind);

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
        foreach (var (bytes, number) in DamagedValues(OwnMessage(kind)).Select((bytes, number) => (bytes, number)))
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

    /// <summary>Changes in the data and in how they are packed alone: of other changes, most are refused by one of the two.</summary>
    private static IEnumerable<byte[]> DamagedValues(byte[] message)
    {
        const int PackingHeader = 11, DataHeader = 5, EndMarker = 4;
        var random = new Random(20_260_311);
        int packing = SectionStart(message, 5), data = SectionStart(message, 7);
        for (var i = 0; i < SampleForEcCodes; i++)
        {
            var mutant = message.ToArray();
            // The numbers in the header are changed by a bit, the packed ones as it comes.
            mutant[random.Next(packing + PackingHeader, SectionStart(message, 6))] ^= (byte)(i % 3 == 0 ? 1 << random.Next(8) : 0);
            for (var changes = random.Next(1, 5); changes > 0; changes--)
            {
                mutant[random.Next(data + DataHeader, message.Length - EndMarker)] = (byte)random.Next(256);
            }

            yield return mutant;
        }
    }

    private static int SectionStart(byte[] message, int number)
    {
        var start = 16;
        while (message[start + 4] != number)
        {
            start += BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(start));
        }

        return start;
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
        foreach (var bytes in Mutants(message, name, mutations))
        {
            Read(bytes, $"{name}, mutation {number++}");
        }
    }

    private static IEnumerable<byte[]> Mutants(byte[] message, string name, int count)
    {
        // A fixed stream for each file, so that a failure can be repeated.
        var random = new PCG((uint)name.Sum(letter => letter), 20_260_310);
        for (var i = 0; i < count; i++)
        {
            var mutant = message.ToList();
            foreach (var change in Change.Array[1, 6].Generate(random, null, out _))
            {
                if (mutant.Count > 0)
                {
                    change(mutant);
                }
            }

            byte[] bytes = [.. mutant];
            if (i % 2 == 0)
            {
                RepairLengths(bytes);
            }

            yield return bytes;
        }
    }

    /// <summary>Makes the message end where the bytes do, so that what has been cut out or doubled reaches the decoders.</summary>
    private static void RepairLengths(byte[] bytes)
    {
        if (bytes.Length > 12 && bytes[7] == 1)
        {
            (bytes[4], bytes[5], bytes[6]) = ((byte)(bytes.Length >> 16), (byte)(bytes.Length >> 8), (byte)bytes.Length);
            "7777"u8.CopyTo(bytes.AsSpan(bytes.Length - 4));
            return;
        }

        var section = 16;
        while (section + 9 < bytes.Length && bytes[section + 4] < 7)
        {
            section += (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(section)), 5, (uint)bytes.Length);
        }

        if (section + 9 < bytes.Length)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), (ulong)bytes.Length);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(section), (uint)(bytes.Length - 4 - section));
            "7777"u8.CopyTo(bytes.AsSpan(bytes.Length - 4));
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

    private static byte[] OwnMessage(string kind)
    {
        var random = new Random(1);
        var numbers = Enumerable.Range(0, 200).Select(i => (long)(1000 + (300 * Math.Sin(i / 9.0)) + random.Next(20))).ToArray();
        uint[] unsigned = [.. numbers.Select(number => (uint)number)];
        switch (kind)
        {
            case "simple":
                return MessageWriter.Field(200, PackedValues.Simple(unsigned, 11));
            case "complex":
                return MessageWriter.Field(200, new ComplexPackedValues().Pack(numbers));
            case "spatial differencing":
                return MessageWriter.Field(200, new ComplexPackedValues { Order = 2, MissingManagement = 1 }.Pack(numbers));
            case "ieee":
                return MessageWriter.Field(200, PackedValues.Ieee([.. numbers.Select(number => (double)number)], 32));
            case "png":
                return MessageWriter.Field(200, PackedValues.Png(PngWriter.Write(unsigned, 20, 16, row => row % 5), 200, 16));
            case "ccsds":
                var parameters = new Grib.Ccsds.CcsdsParameters(11, 16, 8, 14);
                var blocks = new CcsdsEncoder(parameters).Encode(numbers, BlockOption.Split0 + 4);
                return MessageWriter.Field(200, PackedValues.Ccsds(blocks, 200, 11, 14, 16, 8));
            case "edition 1 simple":
                return Edition1Writer.Message(
                    Edition1Writer.Product(), Edition1Writer.LatitudeLongitude(20, 10), Edition1Writer.Simple(unsigned, 11));
            case "edition 1 with a bitmap":
                return Edition1PackingTests.SecondOrder("general", [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0)]);
            case var _ when kind.StartsWith("edition 1 ", StringComparison.Ordinal):
                return Edition1PackingTests.SecondOrder(kind["edition 1 ".Length..]);
            default:
                var packed = PackedValues.Simple(unsigned[..100], 11);
                var bitmap = MessageWriter.Bitmap([.. Enumerable.Range(0, 200).Select(i => i % 2 == 0)]);
                return MessageWriter.Message(
                    MessageWriter.Identification(),
                    MessageWriter.LatitudeLongitude(20, 10),
                    MessageWriter.Forecast(),
                    packed.Section5,
                    bitmap,
                    packed.Section7, MessageWriter.Accumulation(), packed.Section5, MessageWriter.SameBitmap(), packed.Section7);
        }
    }

    private static int At(List<byte> message, double at, bool isHeader) =>
        Math.Min((int)(at * (isHeader ? Math.Min(message.Count, 250) : message.Count)), message.Count - 1);
}
