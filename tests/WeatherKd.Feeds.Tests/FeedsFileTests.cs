using WeatherKd.Feeds.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Tests;

public sealed class FeedsFileTests
{
    private const string Good = """
        {
          "contact": "weather@example.org",
          "feeds": [
            { "name": "gfs", "source": "gfs", "variables": ["temperature_2m"], "leads": { "first": 1, "last": 48, "step": 1 }, "runs": [0, 12], "delay": "03:30:00", "retention": "30.00:00:00" },
            { "name": "airports", "source": "metar", "stations": ["RKSI", "RKSS"] },
            { "name": "record", "source": "ghcnh", "stations": ["RKSI=KSM00047113"], "historyDays": 730 }
          ]
        }
        """;

    [Fact]
    public void AFileIsRead()
    {
        var file = FeedsFileReader.Read(Good);

        Assert.Equal("weather@example.org", file.Contact);
        Assert.Equal([0, 12], file.Feeds[0].Runs);
        Assert.Equal(TimeSpan.FromDays(30), file.Feeds[0].Retention);
        Assert.Equal(new FeedStation("RKSI", "KSM00047113"), FeedStation.Parse(Assert.Single(file.Feeds[2].Stations!)));
        Assert.Null(file.Feeds[1].Retention);
    }

    [Theory]
    [InlineData("""{ "fedes": [] }""", "'fedes' is not known; did you mean 'feeds'?")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "gfs", "leeds": {} } ] }""",
        "Feed 1: 'leeds' is not known; did you mean 'leads'?")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gsf" } ] }""", "the source 'gsf' is not known; did you mean 'gfs'?")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "gfs", "variables": ["temprature_2m"] } ] }""",
        "no variable 'temprature_2m'; did you mean 'temperature_2m'?")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "gfs", "leads": { "first": 1, "last": 48, "stepp": 1 } } ] }""",
        "Feed 1: leads: 'stepp' is not known; did you mean 'step'?")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "gfs", "leads": { "first": 1, "last": 9999, "step": 1 } } ] }""",
        "leads.last must be between 1 and 1440")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "gfs", "leads": { "first": 1, "last": 3 } } ] }""",
        "leads need first, last, step")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "runs": [3] } ] }""", "no run at 3 h; allowed are 0, 6, 12, 18")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "retention": "1.00:00:00" } ] }""", "retention must be at least 7 days")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "gfs", "retention": "10.00:00:00", "historyDays": 10 } ] }""",
        "longer than historyDays (10)")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "historyDays": -1 } ] }""", "historyDays must be between 0 and 3660")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "address": "http://example.org/" } ] }""", "only https is allowed")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "gfs", "address": "https://me:secret@example.org/" } ] }""",
        "no user name or password")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "stations": ["RKSI"] } ] }""", "stations and area belong to observations")]
    [InlineData("""{ "feeds": [ { "name": "a b", "source": "gfs" } ] }""", "the name must be")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs" }, { "name": "a", "source": "hrrr" } ] }""", "Two feeds have the name 'a'")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "gfs" }, { "name": "b", "source": "hrrr", "model": "a" } ] }""",
        "Two feeds have the model 'a'")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "metar" } ] }""", "no stations are named")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "metar", "stations": ["Seoul"] } ] }""", "'Seoul' is no ICAO code")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "metar", "area": [40, 120, 30, 130] } ] }""",
        "area must be south, west, north, east")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "ghcnh", "stations": ["129"] } ] }""", "'129' is no GHCN id")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "metar", "stations": ["RKSI"], "variables": ["temperature_2m"] } ] }""",
        "belong to numerical models")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "model-url" } ] }""", "model-url needs an address")]
    [InlineData("""{ "feeds": [ { "source": "gfs" } ] }""", "Feed 1 has no 'name'")]
    [InlineData("""{ "feeds": {} }""", "'feeds' is object, not a list")]
    [InlineData("""{ "feeds": [ { "name": "a", "name": "b", "source": "gfs" } ] }""", "'name' stands twice")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "historyDays": "many" } ] }""", "is not valid at $.feeds[0].historyDays")]
    [InlineData("not json", "is not valid")]
    [InlineData("", "is not valid")]
    [InlineData("null", "feeds.json is null, not an object")]
    [InlineData("[]", "feeds.json is array, not an object")]
    [InlineData("""{ "feeds": null }""", "'feeds' is null, not a list")]
    [InlineData("""{ "feeds": [ null ] }""", "Feed 1 is null, not an object")]
    [InlineData("""{ "feeds": [ "gfs" ] }""", "Feed 1 is string, not an object")]
    [InlineData("""{ "feeds": [ { "name": 7, "source": "gfs" } ] }""", "Feed 1 has no 'name'")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": null } ] }""", "Feed 1 has no 'source'")]
    [InlineData("""{ "feeds": [ { "name": "", "source": "gfs" } ] }""", "the name must be")]
    [InlineData("""{ "feeds": [ { "name": "../a", "source": "gfs" } ] }""", "the name must be")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "model": "a/b" } ] }""", "the model's name must be")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "enabled": "yes" } ] }""", "is not valid at $.feeds[0].enabled")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "variables": [] } ] }""", "variables is empty")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "variables": [null] } ] }""", "variables has a value that is null")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "variables": "precipitation" } ] }""", "is not valid at $.feeds[0].var")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "runs": [] } ] }""", "runs is empty")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "runs": [6, 6] } ] }""", "the run at 6 h stands twice")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "runs": [24] } ] }""", "no run at 24 h")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "leads": [1, 2] } ] }""", "leads is array, not an object")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "gfs", "leads": { "first": 9, "last": 3, "step": 1 } } ] }""",
        "leads.last must be between 9 and 1440")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "gfs", "leads": { "first": 1, "last": 3, "step": 0 } } ] }""",
        "leads.step must be between 1 and 24")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "hrrr", "leads": { "first": 49, "last": 60, "step": 1 } } ] }""",
        "the source hrrr publishes none of the leads 49 to 60")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "gfs", "leads": { "first": 1.5, "last": 3, "step": 1 } } ] }""",
        "is not valid at $.feeds[0].leads.first")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "delay": "3 hours" } ] }""", "is not valid at $.feeds[0].delay")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "delay": "-01:00:00" } ] }""", "delay must be between")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "requestsPerSecond": 0 } ] }""", "must be between 0.01 and 100")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "requestsPerSecond": 1e-9 } ] }""", "requestsPerSecond must be")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "parallelism": 17 } ] }""", "parallelism must be between 1 and 16")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "address": "gfs" } ] }""", "address must be an absolute address")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "gfs", "address": "file:///etc/" } ] }""", "address must be an absolute address")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "model-url", "address": "https://example.org/{rnu:yyyy}", "fields": { "temperature_2m": ["t"] } } ] }""",
        "The address has the place {rnu:yyyy}")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "model-url", "address": "https://example.org/{run:yyyy}", "fields": { "temp": ["t"] } } ] }""",
        "no variable 'temp'")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "model-url", "address": "https://example.org/{run:yyyy}", "fields": { "temperature_2m": [] } } ] }""",
        "fields names nothing for 'temperature_2m'")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "model-url", "address": "https://example.org/a", "index": "idx", "fields": { "temperature_2m": ["t"] } } ] }""",
        "index and indexAddress belong together")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "metar", "stations": [] } ] }""", "no stations are named")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "metar", "stations": [null] } ] }""", "stations has a value that is null")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "metar", "stations": ["RKSI", "RKSI"] } ] }""", "the station of feed 'a' 'RKSI'")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "metar", "stations": ["X=RKSI"] } ] }""", "METAR stations keep their ICAO code")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "metar", "area": [1, 2, 3] } ] }""", "area must be south, west, north, east")]
    [InlineData(
        """{ "feeds": [ { "name": "a", "source": "metar", "stations": ["RKSI"], "area": [30, 120, 40, 130] } ] }""",
        "stations or area, not both")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "kma-asos", "stations": ["Seoul"] } ] }""", "'Seoul' is no station number of KMA")]
    [InlineData("""{ "feeds": [ { "name": "a", "source": "airkorea", "stations": ["108="] } ] }""", "names no station")]
    [InlineData("""{ "contact": "a\nb", "feeds": [] }""", "'contact' must be")]
    [InlineData("""{ "proxy": "proxy:3128", "feeds": [] }""", "'proxy' must be an address")]
    [InlineData("""{ "proxy": "socks5://proxy.example.org", "feeds": [] }""", "'proxy' must be an address")]
    [InlineData("""{ "proxy": "http://me:secret@proxy.example.org:3128", "feeds": [] }""", "'proxy' must hold no user name or password")]
    public void WhatIsNotRightIsToldWithWhatIs(string json, string told) =>
        Assert.Contains(told, Assert.Throws<InputFormatException>(() => FeedsFileReader.Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void EverySourceNamesItsTermsAndItsAddresses() =>
        Assert.All(SourceCatalogue.All.Where(s => s.Form is not (SourceForm.GenericModel or SourceForm.GenericObservations)), source =>
        {
            Assert.StartsWith("https://", source.Address, StringComparison.Ordinal);
            Assert.StartsWith("https://", source.Terms.Link, StringComparison.Ordinal);
            Assert.NotEmpty(source.Terms.Attribution);
        });
}
