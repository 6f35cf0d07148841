using CsCheck;
using SharpCompress.Compressors;
using SharpCompress.Compressors.BZip2;
using WeatherKd.Feeds.Content;
using WeatherKd.Local.Demo;
using WeatherKd.Local.Demo.Playing;

namespace WeatherKd.Feeds.Tests;

public sealed class ContentCheckTests
{
    private static readonly DateTimeOffset Run = new(2025, 8, 1, 6, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Messages = new PlayedWeather(new SimulatedWeather(1), PlayedGrid.Small).File(Run, 3).Content;

    [Fact]
    public void WholeMessagesAreAccepted() => Assert.Null(Check(ContentKind.Grib, Messages));

    [Fact]
    public void AMessageThatIsCutAnywhereIsNoticed() => Gen.Int[1, Messages.Length - 1].Sample(
        length => Assert.True(Check(ContentKind.Grib, Messages[..length]) is not null || IsMessageEnd(length)),
        iter: 300,
        seed: "0000000000000");

    [Fact]
    public void BytesBesideAMessageAreNoticed() => Assert.Contains("does not begin as GRIB does", Check(ContentKind.Grib, Messages[1..]));

    [Fact]
    public void AMessageOfAnotherRunIsNoticed() =>
        Assert.Contains("is of the run 2025-08-01 06 h, not of 2025-08-02 06 h", Check(ContentKind.Grib, Messages, Run.AddDays(1)));

    [Fact]
    public void AWholeBzip2FileIsAcceptedWhateverItsLastBitIs() =>
        Gen.Byte.Array[1, 400].Sample(content => Assert.Null(Check(ContentKind.Bzip2, Packed(content))), iter: 60, seed: "0000000000000");

    [Fact]
    public void ABzip2FileThatIsCutIsNoticed()
    {
        var packed = Packed(Messages);

        Assert.All(Enumerable.Range(1, 400), missing => Assert.NotNull(Check(ContentKind.Bzip2, packed[..^missing])));
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html>")]
    [InlineData("\n <HTML><body>")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>SlowDown</Code></Error>")]
    [InlineData("<OpenAPI_ServiceResponse><cmmMsgHeader>")]
    [InlineData("")]
    public void APageIsNoFile(string text) => Assert.NotNull(Check(ContentKind.Any, System.Text.Encoding.UTF8.GetBytes(text)));

    private static bool IsMessageEnd(int length) => Messages.AsSpan(0, length).EndsWith("7777"u8);

    /// <summary>In pieces of seven bytes, so that every border falls into a piece.</summary>
    private static string? Check(ContentKind kind, byte[] content, DateTimeOffset? run = null)
    {
        var check = ContentCheck.Of(kind, run);
        return content.Chunk(7).Select(piece => check.Take(piece)).FirstOrDefault(wrong => wrong is not null) ?? check.End();
    }

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var stream = BZip2Stream.Create(packed, CompressionMode.Compress, decompressConcatenated: false, leaveOpen: true))
        {
            stream.Write(content);
        }

        return packed.ToArray();
    }
}
