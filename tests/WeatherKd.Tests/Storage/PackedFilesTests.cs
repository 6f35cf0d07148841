using System.Text;
using WeatherKd.Tests.Observations;

namespace WeatherKd.Tests.Storage;

/// <summary>Files as they are packed by others' programs: bytes of <c>bzip2</c>, <c>zstd</c> and <c>xz</c> on the command line.</summary>
public sealed class PackedFilesTests : IDisposable
{
    private const string Csv = "station_id,valid_time,pm10\n111,2021-01-01T00:00Z,31\n";
    private static readonly byte[] BZip2 = Convert.FromBase64String(
        "QlpoOTFBWSZTWYybY6MAABfbgAAQAAZ4EAQQpifNACAAVFABiNNNGg1T1P1Jo9T9TUNNNqGgeIOiTjngKpPhRszMWupn0PfFBjNctHUvvP4u5IpwoSEZNsdG");

    private static readonly byte[] Zstandard = Convert.FromBase64String(
        "KLUv/SQ0jQEAQkMLEKDtSLuJ4M7L/5+NkFoVwTDgI41N7HKHO1xY5H/gs5eK6Z6kC8VMeprTRQsDAMUv3Fk=");

    private static readonly byte[] Xz = Convert.FromBase64String(
        "/Td6WFoAAATm1rRGAgAhARwAAAAQz1jMAQAzc3RhdGlvbl9pZCx2YWxpZF90aW1lLHBtMTAKMTExLDIwMjEtMDEtMDFUMDA6MDBaLDMxCgC1znZi4Msb8QABTDSXQf5dH7bzfQEAAAAABFla");

    private readonly TemporaryFiles _files = new();

    public static TheoryData<string> Packings => ["bzip2", "zstd", "xz"];

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Packings))]
    public async Task APackedFileIsLookedThrough(string packing)
    {
        var batch = await Reading.Whole(_files.Bytes(Packed(packing)));

        Assert.Equal([31], batch.Values["pm10"]);
    }

    [Theory]
    [MemberData(nameof(Packings))]
    public void SeveralStreamsFollowEachOther(string packing)
    {
        using var reader = new StreamReader(_files.Bytes([.. Packed(packing), .. Packed(packing)]).OpenRead());

        Assert.Equal(Csv + Csv, reader.ReadToEnd());
    }

    [Theory]
    [MemberData(nameof(Packings))]
    public async Task APackedFileOfAnArchiveIsLookedThrough(string packing)
    {
        var batches = await Reading.All(_files.Zip(
            ("a.csv.bz2", Packed(packing)),
            ("b.csv", Encoding.UTF8.GetBytes(Csv.Replace("111", "112", StringComparison.Ordinal)))));

        Assert.Equal(["111", "112"], batches.SelectMany(b => b.StationIds));
    }

    [Theory]
    [MemberData(nameof(Packings))]
    public async Task ATruncatedOrDamagedFileIsRefused(string packing)
    {
        var whole = Packed(packing);
        for (var length = 4; length < whole.Length; length += 5)
        {
            Assert.NotEmpty((await Reading.Error(_files.Bytes(whole.AsSpan(0, length)))).Message);
        }

        var damaged = whole.ToArray();
        damaged[^6] ^= 0x10;
        Assert.Contains("damaged", (await Reading.Error(_files.Bytes(damaged))).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Others => new()
    {
        { Convert.ToBase64String([0x5D, 0, 0, 0x80, 0, 0xFF, 0xFF, 0xFF]), "LZMA" },
        { Convert.ToBase64String("BUFR\0\0\0\u0004"u8), "BUFR" },
        { Convert.ToBase64String("%PDF-1.7\n"u8), "PDF" },
        { Convert.ToBase64String("{\"response\":{}}"u8), "JSON" },
        { Convert.ToBase64String("<?xml version=\"1.0\"?><error/>"u8), "XML" },
        { Convert.ToBase64String("Rar!\u001a\u0007\u0001"u8), "RAR" },
        { Convert.ToBase64String("PAR1"u8), "Parquet" },
        { Convert.ToBase64String("station_id;valid_time;temperature_2m\n129;2021-01-01T00:00Z;3,1\n"u8), "semicolons" },
        { Convert.ToBase64String("\"station_id\"\t\"valid_time\"\t\"pm10\"\n"u8), "tabs" },
        { Convert.ToBase64String([0x89, .. "HDF\r\n\u001a\n"u8]), "HDF5" },
        { Convert.ToBase64String([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]), "Microsoft Office" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task WhatIsNotReadIsCalledByItsName(string bytes, string name) =>
        Assert.Contains(name, (await Reading.Error(_files.Bytes(Convert.FromBase64String(bytes)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task ATarArchiveIsCalledOne()
    {
        var tar = new byte[1024];
        "ustar"u8.CopyTo(tar.AsSpan(257));

        Assert.Contains("tar archive", (await Reading.Error(_files.Bytes(tar))).Message, StringComparison.Ordinal);
    }

    /// <summary>Streams of xz may have padding after them, in words of four bytes.</summary>
    [Fact]
    public void PaddingBetweenStreamsOfXzIsPassedOverAndOtherBytesAreRefused()
    {
        using var padded = new StreamReader(_files.Bytes([.. Xz, 0, 0, 0, 0, .. Xz, 0, 0, 0, 0]).OpenRead());
        Assert.Equal(Csv + Csv, padded.ReadToEnd());

        using var followed = new StreamReader(_files.Bytes([.. Xz, 1, 2]).OpenRead());
        Assert.ThrowsAny<Exception>(followed.ReadToEnd);
    }

    private static byte[] Packed(string packing) => packing switch
    {
        "bzip2" => BZip2,
        "zstd" => Zstandard,
        _ => Xz,
    };
}
