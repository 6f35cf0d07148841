using System.Text;
using WeatherKd.Stations;

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
        var stations = StationList.Read(_files.Text($"station_id,name,latitude,longitude,elevation\n1,\"{name}\",36.5,126.5,28.9\n", encoding));

        Assert.Equal([new Station("1", name, 36.5, 126.5, 28.9)], stations);
    }
}
