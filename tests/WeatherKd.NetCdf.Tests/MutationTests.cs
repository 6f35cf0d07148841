using System.Buffers.Binary;
using System.Globalization;
using CsCheck;
using WeatherKd.NetCdf.Conventions;
using WeatherKd.NetCdf.Hdf5;

namespace WeatherKd.NetCdf.Tests;

/// <summary>
/// Files with bytes changed, cut out or doubled: whatever happens, nothing else than <see cref="NetCdfFormatException"/> is thrown, within
/// bounded
/// work and memory. The mutations are the same in every run; <c>WEATHERKD_FUZZ_MUTATIONS</c> says how many of each file instead of the
/// usual 100: the
/// first ones are then the same.
/// </summary>
public sealed class MutationTests
{
    private const string LongRun = "WEATHERKD_FUZZ_MUTATIONS";
    private const int Mutations = 100;

    /// <summary>Longest part of a dimension that is read: a damaged length is not asked for in full.</summary>
    private const long LongestBlock = 16;

    /// <summary>A chunk of 64 MiB, which any file may declare, as it is stored and as it is unpacked, for a few variables.</summary>
    private const long MemoryBound = 512L << 20;

    private const int StepsPerByte = 100;

    private static Gen<Action<List<byte>>> Change { get; } = Gen.OneOf(
        Gen.Select(Gen.Double[0, 1], Gen.Byte, (at, value) => (Action<List<byte>>)(file => file[At(file, at)] = value)),
        Gen.Select(Gen.Double[0, 1], Gen.Int[0, 7], (at, bit) => (Action<List<byte>>)(file => file[At(file, at)] ^= (byte)(1 << bit))),
        Gen.Select(Gen.Double[0, 1], Gen.Bool, (at, isFull) => (Action<List<byte>>)(file =>
        {
            var start = At(file, at);
            for (var i = start; i < Math.Min(start + 4, file.Count); i++)
            {
                file[i] = isFull ? (byte)0xFF : (byte)0;
            }
        })),
        Gen.Select(Gen.Double[0, 1], Gen.Int[1, 40], (at, count) => (Action<List<byte>>)(file =>
        {
            var start = At(file, at);
            file.RemoveRange(start, Math.Min(count, file.Count - start));
        })),
        Gen.Select(Gen.Double[0, 1], Gen.Int[1, 40], (at, count) => (Action<List<byte>>)(file =>
        {
            var start = At(file, at);
            file.InsertRange(start, file.GetRange(start, Math.Min(count, file.Count - start)));
        })));

    [Fact]
    public void MutationsOfAClassicFileAreReadOrRefused() => Mutate(
        new ClassicFileWriter()
            .Dimension("time", 3).Dimension("y", 2).Dimension("x", 3)
            .Variable("time", ["time"], new[] { 1.0, 2, 3 }, ("units", "hours since 1-1-1 00:00:0.0"), ("standard_name", "time"))
            .Variable("y", ["y"], new[] { 36f, 37 }, ("units", "degrees_north"))
            .Variable("x", ["x"], new[] { 126f, 127, 128 }, ("units", "degrees_east"))
            .Variable("t", ["time", "y", "x"], new short[18], ("units", "deg C"), ("scale_factor", 0.01), ("valid_range", new short[]
            {
                -100,
                100,
            }))
            .Variable("id", ["x"], "129".ToCharArray())
            .Variable("u", ["x"], new sbyte[3], ("_Unsigned", "true"), ("missing_value", "-1, -2"))
            .ToBytes(),
        1);

    [Theory]
    [InlineData("grid-classic.nc")]
    [InlineData("stations-64bit-data.nc")]
    [InlineData("stations.nc")]
    [InlineData("big-endian.nc")]
    public void MutationsOfAFileOfTheLibraryAreReadOrRefused(string name) =>
        Mutate(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Files", name)), (uint)name.Sum(letter => letter));

    private static void Mutate(byte[] file, uint stream)
    {
        var mutations = int.Parse(Environment.GetEnvironmentVariable(LongRun) ?? $"{Mutations}", CultureInfo.InvariantCulture);
        var headers = HeadersOf(file);
        var random = new PCG(stream, 20_260_310);
        for (var i = 0; i < mutations; i++)
        {
            var mutant = file.ToList();
            foreach (var change in Change.Array[1, 4].Generate(random, null, out _))
            {
                if (mutant.Count > 0)
                {
                    change(mutant);
                }
            }

            byte[] bytes = [.. mutant];
            if (i % 2 == 0 && bytes.Length == file.Length)
            {
                RepairChecksums(bytes, headers);
            }

            Read(bytes, $"mutation {i}");
        }
    }

    /// <summary>Where object headers with a checksum begin and end (HDF5 File Format Specification 3.0, IV.A.1.b).</summary>
    private static List<(int Start, int End)> HeadersOf(byte[] file)
    {
        var headers = new List<(int Start, int End)>();
        for (var at = file.AsSpan().IndexOf("OHDR"u8); at >= 0;)
        {
            var flags = file[at + 5];
            var prefix = 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
            var sizeBytes = 1 << (flags & 3);
            var size = 0;
            for (var i = sizeBytes - 1; i >= 0; i--)
            {
                size = (size << 8) | file[at + prefix + i];
            }

            headers.Add((at, at + prefix + sizeBytes + size));
            var next = file.AsSpan(at + 4).IndexOf("OHDR"u8);
            at = next < 0 ? -1 : at + 4 + next;
        }

        return headers;
    }

    /// <summary>Makes checksums fit again, so that what was changed in a header comes past them.</summary>
    private static void RepairChecksums(byte[] bytes, List<(int Start, int End)> headers)
    {
        foreach (var (start, end) in headers)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(end), Lookup3.Hash(bytes.AsSpan(start, end - start)));
        }
    }

    private static void Read(byte[] bytes, string context)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var work = WorkMeter.Start();
        try
        {
            using var file = new NetCdfBytes(bytes);
            _ = Try(() => new CfCoordinates(file.Variables).StationDimension);
            foreach (var variable in file.Variables.Values)
            {
                ReadVariable(variable);
            }
        }
        catch (NetCdfFormatException)
        {
            // Nothing of the file can be read.
        }
        catch (Exception error)
        {
            Assert.Fail($"{context}: {error}");
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MemoryBound, $"{context}: {allocated} bytes");
        Assert.True(work.Steps <= 1_000_000 + (StepsPerByte * (long)bytes.Length), $"{context}: {work.Steps} steps");
    }

    private static void ReadVariable(NetCdfVariable variable)
    {
        long[] count = [.. variable.Shape.Select(length => Math.Min(length, LongestBlock))];
        if (count.Aggregate(1.0, (all, length) => all * length) > 1 << 16)
        {
            return;
        }

        var values = Try(() => variable.Read(new long[count.Length], count));
        if (values is not null && Try(() => CfTime.IsTime(variable.Units) ? "time" : null) is not null)
        {
            _ = Try(() => CfTime.Read(variable, values));
        }

        _ = Try(() => CfUnit.Parse(variable.Units ?? ""));
        if (variable.Shape.All(length => length <= LongestBlock))
        {
            _ = Try(variable.ReadTexts);
        }
    }

    private static T? Try<T>(Func<T> read)
        where T : class?
    {
        try
        {
            return read();
        }
        catch (NetCdfFormatException error)
        {
            Assert.NotEmpty(error.Message);
            return null;
        }
    }

    private static int At(List<byte> file, double at) => Math.Min((int)(at * file.Count), file.Count - 1);
}
