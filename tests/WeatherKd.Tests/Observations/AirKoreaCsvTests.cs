using System.Text;
using WeatherKd.Storage;

namespace WeatherKd.Tests.Observations;

public sealed class AirKoreaCsvTests : IFormatSamples, IDisposable
{
    private readonly TemporaryFiles _files = new();

    public static IReadOnlyList<(string Name, string Content)> Samples =>
    [
        (
            "airkorea.csv",
            "지역,망,측정소코드,측정소명,측정일시,PM10,주소\n" + string.Concat(Enumerable.Range(1, 24)
                .Select(i => $"서울,도시대기,111121,중구,20211001{i:00},{i},\"서울, 중구\"\n"))),
    ];

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(949)]
    [InlineData(65001)]
    public async Task ConfirmedYearlyDataAreReadInKoreanTime(int codePage)
    {
        // Columns and times as AirKorea documents its confirmed data: 측정일시 2021100101 is the first hour of the day.
        var batch = await Reading.Whole(_files.Text(
            """
            지역,망,측정소코드,측정소명,측정일시,SO2,CO,O3,NO2,PM10,PM25,주소
            서울 중구,도시대기,111121,중구,2021100101,0.003,0.5,0.002,0.028,30,17,"서울 중구 덕수궁길 15, 서소문별관"
            서울 중구,도시대기,111121,중구,2021100124,0.003,0.5,0.002,0.028,,17,서울 중구 덕수궁길 15
            서울 중구,도시대기,111121,중구,2021100201,0.003,0.5,0.002,0.028,-999,17,서울 중구 덕수궁길 15
            """,
            codePage == 949 ? CodePagesEncodingProvider.Instance.GetEncoding(949) : new UTF8Encoding(true)));

        Assert.All(batch.StationIds, id => Assert.Equal("111121", id));
        Assert.Equal(
            [
                DateTimeOffset.Parse("2021-09-30T16:00Z"),
                DateTimeOffset.Parse("2021-10-01T15:00Z"),
                DateTimeOffset.Parse("2021-10-01T16:00Z")
            ],
            batch.Times);
        Assert.Equal([30, double.NaN, double.NaN], batch.Values["pm10"]);
        Assert.Equal([17, 17, 17], batch.Values["pm2_5"]);
        Assert.Equal(
            ["pm10", "pm2_5"],
            batch.Values.Keys.Order()); // The gases are in ppm, whose mass depends on a temperature that is not told.
    }

    [Fact]
    public async Task AColumnLostInAStrayQuoteIsMissedByName()
    {
        var error = await Reading.Error(_files.Text("지역,\"망,측정소코드,측정소명\",측정일시,PM10\n서울,x,2021100101,30\n"));

        Assert.Equal("측정소코드", error.Column);
    }

    [Fact]
    public async Task TheWebServicesNamesAreReadToo()
    {
        var batch = await Reading.Whole(
            _files.Text("dataTime,stationCode,pm10Value,pm25Value\n2020-11-25 13:00,111123,73,44\n2020-11-25 24:00,111123,-,44\n"));

        Assert.Equal([73, double.NaN], batch.Values["pm10"]);
        Assert.Equal(DateTimeOffset.Parse("2020-11-25T15:00Z"), batch.Times[1]);
    }

    [Theory]
    [InlineData(949)]
    [InlineData(65001)]
    public async Task AWordForTheStateOfTheInstrumentIsAMissingValue(int codePage)
    {
        var told = new List<InputFormatException>();
        var file = _files.Text(
            "지역,측정소코드,측정소명,측정일시,PM10\n서울 중구,111121,중구,2021123123,30\n서울 중구,111121,중구,2021123124,통신장애\n서울 중구,111121,중구,2022010101,점검및교정\n",
            codePage == 949 ? CodePagesEncodingProvider.Instance.GetEncoding(949) : new UTF8Encoding(false));

        var batch = Assert.Single(await Reading.Batches(file, told.Add));

        Assert.Equal([30, double.NaN, double.NaN], batch.Values["pm10"]);
        Assert.Empty(told);
    }
}
