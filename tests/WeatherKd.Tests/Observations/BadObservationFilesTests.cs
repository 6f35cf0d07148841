using System.Text;

namespace WeatherKd.Tests.Observations;

public sealed class BadObservationFilesTests : IDisposable
{
    private const string Header = "지점,일시,기온(°C)\n";
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task AnEmptyFileIsCalledEmpty() =>
        Assert.Contains("empty", (await Reading.Error(_files.Bytes([]))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task AnErrorPageIsCalledOne() =>
        Assert.Contains("web page", (await Reading.Error(_files.Text("<!DOCTYPE html><html><body>Not found</body></html>"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Utf16IsNamed() =>
        Assert.Contains("UTF-16", (await Reading.Error(_files.Text(Header + "131,2021-01-01 01:00,1\n", new UnicodeEncoding(false, true)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task AModelFileAmongObservationsIsSentToItsContainer() =>
        Assert.Contains("numerical-model", (await Reading.Error(_files.Bytes([.. "GRIB"u8, 0, 0, 0, 2]))).Message, StringComparison.Ordinal);

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
        var text = Encoding.UTF8.GetBytes("station_id,valid_time,pm10\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"111,2021-01-01T00:00Z,{i * 7919 % 1000}\n")));
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
    public async Task AZipOfOneFileIsReadAndOneOfTwoIsRefused()
    {
        var csv = "station_id,valid_time,pm10\n111,2021-01-01T00:00Z,31\n"u8.ToArray();
        var batch = await Reading.Whole(_files.Zip(("a.csv", csv)));
        var error = await Reading.Error(_files.Zip(("a.csv", csv), ("b.csv", csv)));

        Assert.Equal([31], batch.Values["pm10"]);
        Assert.Contains("2 files", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CutUtf8IsAnErrorThatAsksForUtf8()
    {
        var error = await Reading.Error(_files.Bytes([.. "station_id,valid_time,pm10,"u8, 0xC1, 0x0A, .. "111,2021-01-01T00:00Z,31,x\n"u8]));

        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALineWithoutEndIsRefusedBeforeItFillsMemory()
    {
        var error = await Reading.Error(_files.Text("2021/01/30 12:00\nRKSI 301200Z " + new string('A', 100_000)));

        Assert.Equal(2, error.Line);
    }
}
