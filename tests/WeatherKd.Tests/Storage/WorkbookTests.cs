using WeatherKd.Tests.Observations;

namespace WeatherKd.Tests.Storage;

public sealed class WorkbookTests : IDisposable
{
    private static readonly object?[] AirKoreaHeader = ["지역", "망", "측정소코드", "측정소명", "측정일시", "SO2", "PM10", "주소"];
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConfirmedDataOfAirKoreaAreReadFromWorkbooksAndFromZipsOfThem(bool isZipped)
    {
        // Codes and times as numbers, as AirKorea's workbooks have them; a text in a cell of values; an address with a comma.
        var workbook = Workbook.Of([
            AirKoreaHeader,
            ["서울 중구", "도시대기", 111121, "중구", 2021010101, 0.003, 30, "서울 중구 덕수궁길 15, 서소문별관"],
            [null, null, null, null, null, null, null, null],
            ["서울 중구", "도시대기", 111121, "중구", "2021010102", 0.003, "통신장애", "서울"],
            ["서울 중구", "도시대기", 111121, "중구", "2021010124", null, null, "서울"],
        ]);

        var batch = await Reading.Whole(isZipped ? _files.Zip(("2021년 1월.xlsx", workbook)) : _files.Bytes(workbook));

        Assert.Equal(["111121", "111121", "111121"], batch.StationIds);
        Assert.Equal(
            [
                DateTimeOffset.Parse("2020-12-31T16:00Z"),
                DateTimeOffset.Parse("2020-12-31T17:00Z"),
                DateTimeOffset.Parse("2021-01-01T15:00Z")
            ],
            batch.Times);
        Assert.Equal([30, double.NaN, double.NaN], batch.Values["pm10"]);
    }

    [Fact]
    public async Task TimesOfAWorkbookAreReadToTheSecond()
    {
        var batch = await Reading.Whole(_files.Bytes(Workbook.Of([
            ["station_id", "valid_time", "temperature_2m"],
            [129, new DateTime(2021, 1, 30, 13, 20, 0), -3.25]
        ])));

        Assert.Equal([DateTimeOffset.Parse("2021-01-30T13:20Z")], batch.Times);
        Assert.Equal([-3.25], batch.Values["temperature_2m"]);
    }

    [Fact]
    public async Task SheetsAreReadLikeFilesOfAnArchive()
    {
        object?[] header = ["station_id", "valid_time", "pm10"];
        var batches = await Reading.All(_files.Bytes(Workbook.Of([header, [111, "2021-01-01", 3]], [], [header, [112, "2021-01-01", 4]])));

        Assert.Equal(["111", "112"], batches.SelectMany(b => b.StationIds));
    }

    [Fact]
    public async Task ADamagedWorkbookIsCalledOne()
    {
        var workbook = Workbook.Of([["station_id", "valid_time", "pm10"]]);
        var place = workbook.AsSpan().IndexOf("xl/worksheets/sheet1.xml"u8);
        workbook.AsSpan(place + 24, 40).Fill(0xFF);

        Assert.NotEmpty((await Reading.Error(_files.Bytes(workbook))).Message);
    }

    [Fact]
    public async Task AnArchiveInAnArchiveIsNamed()
    {
        var inner = File.ReadAllBytes(_files.Zip(("a.csv", "x"u8.ToArray())).Path);

        Assert.Contains("another archive", (await Reading.Error(_files.Zip(("b.zip", inner)))).Message, StringComparison.Ordinal);
    }
}
