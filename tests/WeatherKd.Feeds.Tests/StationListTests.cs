using System.Text;
using WeatherKd.Feeds.Catalogues;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>Lists of stations as their sources publish them.</summary>
public sealed class StationListTests(AzuriteFixture azurite)
{
    /// <summary>Lines that the tests of wetterdienst keep as NOAA publishes them.</summary>
    private const string Ghcnh = """
        GHCN_ID,LATITUDE,LONGITUDE,ELEVATION,STATE,NAME,GSN,(US)HCN_(US)CRN,WMO_ID,ICAO,ISO_CODE
        ACM00078861,17.1167,-61.7833,10.0,,COOLIDGE FIELD   ANTIGUA (AUX.,,,78861,,AG
        AGM00060350,37.083,6.45,-999.0,,BOGUS ALGERIAN,,,60350,,DZ
        AOM00066116,-5.8667,13.4333,-999.9,,NOQUI,,,66116,,AO
        GMMU0010434,54.02,8.22,8191.0,,ELBE NO. 1 GERMANY,,,10434,,DE
        UPM00033732,48.5,34.6,9999.0,,DNEPRODZERJINSK,,,33732,,UA
        """;

    /// <summary>Lines of isd-history.csv as the tests and documents of several public projects quote them.</summary>
    private const string Isd = """
        "USAF","WBAN","STATION NAME","CTRY","STATE","ICAO","LAT","LON","ELEV(M)","BEGIN","END"
        "007005","99999","CWOS 07005","","","","","","","20120127","20120127"
        "007018","99999","WXPOD 7018","","","","+00.000","+000.000","+7018.0","20110309","20130730"
        "545110","99999","BEIJING - CAPITAL INTERNATIONAL AIRPORT","CH","","ZBAA","+40.080","+116.585","+0035.4","19451031","20250824"
        "725090","14739","BOSTON LOGAN INTERNATIONAL AIRPORT, MA US","US","MA","KBOS","+42.361","-071.010","+3.2","19730101","20260901"
        """;

    [Fact]
    public void GhcnhsListIsRead() => Assert.Equal(
        [
            new ListedStation("ACM00078861", "COOLIDGE FIELD ANTIGUA (AUX.", 17.1167, -61.7833, 10, null, "AG"),
            new ListedStation("AGM00060350", "BOGUS ALGERIAN", 37.083, 6.45, null, null, "DZ"),
            new ListedStation("AOM00066116", "NOQUI", -5.8667, 13.4333, null, null, "AO"),
            new ListedStation("GMMU0010434", "ELBE NO. 1 GERMANY", 54.02, 8.22, null, null, "DE"),
            new ListedStation("UPM00033732", "DNEPRODZERJINSK", 48.5, 34.6, null, null, "UA"),
        ],
        StationLists.Ghcnh(new StringReader(Ghcnh)));

    [Fact]
    public void IsdsListIsReadWithoutStationsThatHaveNoPlace() => Assert.Equal(
        [
            new ListedStation("54511099999", "BEIJING - CAPITAL INTERNATIONAL AIRPORT", 40.08, 116.585, 35.4, "ZBAA", "CH"),
            new ListedStation("72509014739", "BOSTON LOGAN INTERNATIONAL AIRPORT, MA US", 42.361, -71.01, 3.2, "KBOS", "US"),
        ],
        StationLists.Isd(new StringReader(Isd)));

    /// <summary>The names of the fields are those of aviationweather.gov's schema of 2025.</summary>
    [Fact]
    public void StationInfoIsRead() => Assert.Equal(
        [new ListedStation("KBOS", "Boston/Logan Intl", 42.3606, -71.0097, 4, "KBOS", "US")],
        StationLists.StationInfo(new MemoryStream(Encoding.UTF8.GetBytes("""
            [{"id":"KBOS","icaoId":"KBOS","iataId":"BOS","faaId":"BOS","wmoId":"72509","site":"Boston/Logan Intl","lat":42.3606,"lon":-71.0097,"elev":4,"state":"MA","country":"US","priority":1,"siteType":["METAR","TAF"]},
             {"id":"44013","icaoId":null,"site":"Boston buoy","lat":42.3,"lon":-70.7,"elev":0}]
            """))));

    [Theory]
    [InlineData("<html>")]
    [InlineData("station,latitude\n")]
    public void AnotherFileIsRefused(string text)
    {
        Assert.Throws<Requests.SourceException>(() => StationLists.Ghcnh(new StringReader(text)).ToList());
        Assert.Throws<Requests.SourceException>(() => StationLists.Isd(new StringReader(text)).ToList());
    }

    [Fact]
    public async Task TheNearestStationComesFirstAndThoseTooFarAreLeftOut()
    {
        await using var scene = await FeedScene.StartAsync(azurite);
        var finder = new StationFinder(scene.NewFactory());
        var search = new StationSearch("ghcnh")
        {
            Near = (36.8, 126.5),
            Within = 50,
            Address = scene.Server.Address + "ghcnh/doc/ghcnh-station-list.csv",
        };

        var found = await finder.FindAsync(search, new(), CancellationToken.None);

        Assert.Equal(["RKTP", "RKTA"], found.Select(s => s.Id));
        Assert.Equal("KSM00047129", found[0].SourceId);
    }

    [Fact]
    public async Task StationsOfACountryAreFound()
    {
        await using var scene = await FeedScene.StartAsync(azurite);
        var finder = new StationFinder(scene.NewFactory());

        var found = await finder.FindAsync(new StationSearch("ghcnh")
        {
            Country = "kr",
            Address = scene.Server.Address + "ghcnh/doc/ghcnh-station-list.csv",
        }, new(), CancellationToken.None);

        Assert.Equal(4, found.Count);
    }

    /// <summary>Seoul to Busan along a great circle: 325 km by any atlas.</summary>
    [Fact]
    public void DistancesAreThoseOfTheEarth() =>
        Assert.Equal(325, new ListedStation("x", null, 37.5665, 126.978, null, null, null).DistanceTo(35.1796, 129.0756), 1.0);
}
