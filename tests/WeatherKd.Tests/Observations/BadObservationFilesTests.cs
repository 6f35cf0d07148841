using System.Text;
using WeatherKd.Storage;

namespace WeatherKd.Tests.Observations;

public sealed class BadObservationFilesTests : IDisposable
{
    private const string Header = "지점,일시,기온(°C)\n";
    private readonly TemporaryFiles _files = new();

    private static byte[] Csv => "station_id,valid_time,pm10\n111,2021-01-01T00:00Z,31\n"u8.ToArray();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task AnEmptyFileIsCalledEmpty() =>
        Assert.Contains("empty", (await Reading.Error(_files.Bytes([]))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task AnErrorPageIsCalledOne() =>
        Assert.Contains(
            "web page",
            (await Reading.Error(_files.Text("<!DOCTYPE html><html><body>Not found</body></html>"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task Utf16IsNamed() =>
        Assert.Contains(
            "UTF-16",
            (await Reading.Error(_files.Text(Header + "131,2021-01-01 01:00,1\n", new UnicodeEncoding(false, true)))).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task AModelFileAmongObservationsIsSentToItsContainer() =>
        Assert.Contains(
            "numerical-model",
            (await Reading.Error(_files.Bytes([.. "GRIB"u8, 0, 0, 0, 2]))).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task AnUnclosedQuoteIsAnErrorInItsLine()
    {
        var lines = string.Concat(Enumerable.Range(0, 200_000).Select(i => "131,2021-01-01 01:00,1\n"));
        var error = await Reading.Error(_files.Text(Header + "131,2021-01-01 01:00,1\n131,2021-01-01 02:00,\"1\n" + lines));

        Assert.Equal(3, error.Line);
    }

    [Fact]
    public async Task AnUnclosedQuoteInAShortFileIsAnErrorToo()
    {
        var error = await Reading.Error(_files.Text(Header + "131,2021-01-01 01:00,1\n131,2021-01-01 02:00,\"1\n131,2021-01-01 03:00,1\n"));

        Assert.NotNull(error.Line);
    }

    [Fact]
    public async Task NulBytesAreAnErrorWithTheirOffset()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Header + "131,2021-01-01 01:00,1\n"), 0, 0, 0, 0];
        var error = await Reading.Error(_files.Bytes(bytes));

        Assert.Equal(bytes.Length - 4, error.ByteOffset);
    }

    [Fact]
    public async Task ATruncatedGzipIsAnError()
    {
        var text = Encoding.UTF8.GetBytes("station_id,valid_time,pm10\n" + string.Concat(Enumerable.Range(0, 50_000)
            .Select(i => $"111,2021-01-01T00:00Z,{i * 7919 % 1000}\n")));
        var whole = File.ReadAllBytes(_files.GZip(text).Path);
        var error = await Reading.Error(_files.Bytes(whole.AsSpan(0, whole.Length / 2), "cut.gz"));

        Assert.Contains("truncated", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABombIsRefused()
    {
        var zeros = new byte[40_000_000];
        "station_id,valid_time,pm10\n"u8.CopyTo(zeros);
        zeros.AsSpan(27).Fill((byte)' ');

        await Reading.Error(_files.GZip(zeros));
    }

    [Fact]
    public async Task AZipOfOneFileIsRead()
    {
        var batch = await Reading.Whole(_files.Zip(("a.csv", Csv)));

        Assert.Equal([31], batch.Values["pm10"]);
    }

    [Fact]
    public async Task AZipOfSeveralFilesIsReadFileByFile()
    {
        var batches = await Reading.All(_files.Zip(
            ("b.txt", "2021/01/30 12:00\nRKSI 301200Z 31012KT 9999 M03/M12 Q1027\n"u8.ToArray()),
            ("folder/", []),
            ("a.csv", Csv)));

        Assert.Equal(["111", "RKSI"], batches.SelectMany(b => b.StationIds));
    }

    [Fact]
    public async Task ADamagedFileOfAnArchiveIsNamedAndTheOthersAreUsed()
    {
        var told = new List<InputFormatException>();
        var batches = await Reading.All(
            _files.Zip(
                ("a.csv", Csv),
                ("b.csv", "station_id,valid_time,pm10\n111,yesterday,3\n"u8.ToArray()),
                ("c.pdf", "%PDF-1.7"u8.ToArray())),
            told.Add);

        Assert.Equal([31], Assert.Single(batches).Values["pm10"]);
        Assert.Equal(2, told.Count);
        Assert.Equal(2, told[0].Line);
        Assert.StartsWith("b.csv: Line 2, column 'valid_time'", told[0].Message, StringComparison.Ordinal);
        Assert.StartsWith("c.pdf: The file is a PDF document.", told[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MembersOfAGzipFileFollowEachOther()
    {
        // As `cat a.gz b.gz` makes them (RFC 1952, section 2.2).
        var first = File.ReadAllBytes(_files.GZip(Csv).Path);
        var second = File.ReadAllBytes(_files.GZip("112,2021-01-01T00:00Z,32\n"u8).Path);

        var batch = await Reading.Whole(_files.Bytes([.. first, .. second]));

        Assert.Equal([31, 32], batch.Values["pm10"]);
    }

    [Fact]
    public async Task AnArchiveWhoseFilesShareTheirBytesIsRefused()
    {
        // The second entry of the central directory is made to point at the first one's data, as a bomb's thousands do: more packed bytes
        // than the file has.
        var zip = File.ReadAllBytes(_files.Zip(("a.csv", Csv), ("b.csv", Csv)).Path);
        var last = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(last + 20), (uint)zip.Length);

        await Assert.ThrowsAsync<InputFormatException>(() => Reading.All(_files.Bytes(zip)));
    }

    [Fact]
    public async Task BytesThatAreNoUtf8CostNothingInColumnsThatAreNotRead()
    {
        var batch = await Reading.Whole(_files.Bytes([
            .. "station_id,valid_time,pm10,"u8,
            0xC1,
            0x0A,
            .. "111,2021-01-01T00:00Z,31,"u8,
            0xFF,
            0xC0,
            0x0A,
        ]));

        Assert.Equal([31], batch.Values["pm10"]);
    }

    [Fact]
    public async Task AFieldThatIsNoNumberIsShownInItsOwnLetters()
    {
        var told = new List<InputFormatException>();
        await Reading.Batches(
            _files.Text(
                "station_id,valid_time,pm10\n111,2021-01-01T00:00Z,trüb\n111,2021-01-01T01:00Z,31\n",
                System.Text.Encoding.Latin1),
            told.Add);

        Assert.Equal("trüb", Assert.Single(told).Given);
    }

    [Fact]
    public async Task ALineWithoutEndIsRefusedBeforeItFillsMemory()
    {
        var error = await Reading.Error(_files.Text("2021/01/30 12:00\nRKSI 301200Z " + new string('A', 100_000)));

        Assert.Equal(2, error.Line);
    }
}
