using System.Text;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Tests.Stations;

public sealed class StationListTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(65001, "서산, Münster")]
    [InlineData(1252, "Münster")]
    [InlineData(1252, "Ålesund")]
    [InlineData(1252, "São Paulo")]
    [InlineData(1252, "Größe")]
    [InlineData(1252, "Île d'Yeu")]
    [InlineData(949, "서산")]
    [InlineData(949, "수원(유)")]
    public void NamesAreReadInWhateverEncodingTheListWasSaved(int codePage, string name)
    {
        var encoding = codePage == 65001 ? new UTF8Encoding(false) : CodePagesEncodingProvider.Instance.GetEncoding(codePage)!;
        var stations = StationList.Read(
            _files.Text($"station_id,name,latitude,longitude,elevation\n1,\"{name}\",36.5,126.5,28.9\n", encoding));

        Assert.Equal([new Station("1", name, 36.5, 126.5, 28.9)], stations);
    }

    [Theory]
    [InlineData("2,Uljin,91,129.4,50", "latitude", "91")]
    [InlineData("2,Uljin,36.9,,50", "latitude", "36.9")]
    [InlineData("2,Uljin,37°,129.4,50", "latitude", "37°")]
    [InlineData("1,Again,36.9,129.4,50", "station_id", "1")]
    [InlineData("울진,Uljin,36.9,129.4,50", "station_id", "울진")]
    public void ALineThatCannotBeReadCostsItsStationAlone(string line, string column, string given)
    {
        var file = _files.Text($"station_id,name,latitude,longitude,elevation\n1,Seosan,36.5,126.5,28.9\n{line}\n3,Ulsan,35.6,129.3,NA\n");
        var told = new List<InputFormatException>();

        Assert.Equal(["1", "3"], StationList.Read(file, told.Add).Select(s => s.Id));
        var error = Assert.Single(told);
        Assert.Equal((3, column, given), (error.Line, error.Column, error.Given));
        Assert.Throws<InputFormatException>(() => StationList.Read(file));
    }

    [Theory]
    [InlineData("high")]
    [InlineData("99999")]
    public void AnElevationThatCannotBeReadCostsItself(string elevation)
    {
        var told = new List<InputFormatException>();
        var stations = StationList.Read(
            _files.Text($"station_id,name,latitude,longitude,elevation\n1,Seosan,36.5,126.5,28.9\n2,Uljin,36.9,129.4,{elevation}\n"),
            told.Add);

        Assert.Equal(new Station("2", "Uljin", 36.9, 129.4), stations[1]);
        Assert.Equal("elevation", Assert.Single(told).Column);
    }
}
