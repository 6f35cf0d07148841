using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Feeds.Settings;

/// <summary>Checks what the settings of feeds say, each alone and all together.</summary>
internal static class FeedsValidation
{
    private const int MostFeeds = 100;
    private const int MostStations = 5000;
    private static readonly string[] Indices = ["idx", "mars"];

    /// <summary>Checks all feeds.</summary>
    /// <exception cref="InputFormatException">Something is not known, out of range or contradicts something else.</exception>
    public static void Check(FeedsFile file)
    {
        if (file.Feeds.Count > MostFeeds)
        {
            throw new InputFormatException($"There are {file.Feeds.Count} feeds; at most {MostFeeds} are allowed.");
        }

        if (file.Contact is { } contact
            && (contact.Length is 0 or > 200
                || contact.AsSpan().ContainsAnyExceptInRange(' ', '~')
                || contact.Contains(')', StringComparison.Ordinal)))
        {
            throw new InputFormatException("'contact' must be an e-mail address or a page, 1 to 200 plain characters.") { Given = contact };
        }

        if (file.Proxy is { } proxy && !(Uri.TryCreate(proxy, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            throw new InputFormatException("'proxy' must be an address such as http://proxy.example.org:3128.") { Given = proxy };
        }

        Require(
            file.Proxy is null || new Uri(file.Proxy).UserInfo.Length == 0,
            "'proxy' must hold no user name or password; set HTTPS_PROXY where the host runs for a proxy that wants them.",
            "");
        foreach (var feed in file.Feeds)
        {
            Check(feed);
        }

        Unique(file.Feeds.Select(f => f.Name), "name");

        // Two feeds that wrote the same blobs would each take the other's for its own.
        Unique(file.Feeds.Where(f => SourceCatalogue.Of(f).IsModel).Select(f => f.Model ?? f.Name), "model");
    }

    private static void Unique(IEnumerable<string> values, string what)
    {
        if (values.GroupBy(v => v, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InputFormatException($"Two feeds have the {what} '{twice.Key}'.") { Given = twice.Key };
        }
    }

    private static void Check(FeedSettings feed)
    {
        var at = $"Feed '{feed.Name}'";
        Require(Station.IsValidId(feed.Name), $"{at}: the name must be 1 to 64 letters, digits, '-', '_' or '.'.", feed.Name);
        if (SourceCatalogue.Find(feed.Source) is not { } source)
        {
            throw new InputFormatException(
                $"{at}: the source '{feed.Source}' is not known{FeedsFileReader.DidYouMean(feed.Source, SourceCatalogue.Names)}")
            {
                Given = feed.Source,
                Allowed = string.Join(", ", SourceCatalogue.Names),
            };
        }

        CheckValues(feed.Variables, $"{at}: variables");
        CheckValues(feed.Stations, $"{at}: stations");
        Within(feed.HistoryDays, 0, 3660, $"{at}: historyDays");
        Within(feed.Parallelism ?? 1, 1, 16, $"{at}: parallelism");
        Require(
            feed.RequestsPerSecond is null or (>= 0.01 and <= 100),
            $"{at}: requestsPerSecond must be between 0.01 and 100.",
            $"{feed.RequestsPerSecond}");
        Require(
            feed.Delay is null || (feed.Delay >= TimeSpan.Zero && feed.Delay <= TimeSpan.FromDays(2)),
            $"{at}: delay must be between 00:00:00 and 2.00:00:00.",
            $"{feed.Delay}");
        Require(
            feed.Retention is null || (feed.Retention >= TimeSpan.FromDays(7) && feed.Retention > TimeSpan.FromDays(feed.HistoryDays)),
            $"{at}: retention must be at least 7 days and longer than historyDays ({feed.HistoryDays}), or what is deleted would be "
            + $"fetched again.",
            $"{feed.Retention}");
        CheckAddress(feed.Address, $"{at}: address");
        CheckAddress(feed.IndexAddress, $"{at}: indexAddress");
        if (source.IsModel)
        {
            CheckModel(feed, source, at);
        }
        else
        {
            CheckObservations(feed, source, at);
        }
    }

    private static void CheckModel(FeedSettings feed, SourceDefinition source, string at)
    {
        Require(
            feed.Stations is null && feed.Area is null,
            $"{at}: stations and area belong to observations; a model's fields are fetched whole.",
            "");
        Require(
            feed.Model is null || Station.IsValidId(feed.Model),
            $"{at}: the model's name must be 1 to 64 letters, digits, '-', '_' or '.'.",
            feed.Model ?? "");
        var generic = source.Form == SourceForm.GenericModel;
        var fields = generic ? feed.Fields ?? new Dictionary<string, IReadOnlyList<string>>() : source.Fields;
        Require(
            generic || (feed.Fields is null && feed.IndexAddress is null && feed.Index is null),
            $"{at}: fields, index and indexAddress belong to the source model-url.",
            "");
        if (generic)
        {
            Require(feed.Address is not null, $"{at}: model-url needs an address.", "");
            Require(fields.Count > 0, $"{at}: model-url needs fields, such as \"temperature_2m\": [\"TMP:2 m above ground\"].", "");
            Require((feed.IndexAddress is null) == (feed.Index is null), $"{at}: index and indexAddress belong together.", "");
            Require(feed.Index is null || Indices.Contains(feed.Index), $"{at}: index must be idx or mars.", feed.Index ?? "");
            CheckTemplate(feed.Address!, at);
            CheckTemplate(feed.IndexAddress ?? "", at);
            foreach (var (variable, names) in fields)
            {
                Require(names is { Count: > 0 }, $"{at}: fields names nothing for '{variable}'.", variable);
                CheckValues(names, $"{at}: fields of '{variable}'");
            }
        }

        var known = generic ? VariableTable.Default.All.Where(v => v.IsStored).Select(v => v.Name).ToList() : [.. fields.Keys];
        foreach (var variable in (feed.Variables ?? []).Concat(generic ? fields.Keys : []))
        {
            if (!known.Contains(variable, StringComparer.Ordinal) || !fields.ContainsKey(variable))
            {
                throw new InputFormatException(
                    $"{at}: the source {source.Name} has no variable '{variable}'{FeedsFileReader.DidYouMean(variable, fields.Keys)}")
                {
                    Given = variable,
                    Allowed = string.Join(", ", fields.Keys),
                };
            }
        }

        Require(feed.Variables is not { Count: 0 }, $"{at}: variables is empty.", "");
        if (feed.Leads is { } leads)
        {
            Within(leads.First, 0, 1440, $"{at}: leads.first");
            Within(leads.Last, leads.First, 1440, $"{at}: leads.last");
            Within(leads.Step, 1, 24, $"{at}: leads.step");
            var last = source.Runs.Max(source.LastLead);
            Require(
                leads.Hours().Any(lead => lead <= last && source.HasLead(lead)),
                $"{at}: the source {source.Name} publishes none of the leads {leads.First} to {leads.Last} in steps of {leads.Step} h.",
                $"{leads.First}-{leads.Last}/{leads.Step}");
        }

        Require(feed.Runs is not { Count: 0 }, $"{at}: runs is empty.", "");
        foreach (var hour in feed.Runs ?? [])
        {
            Require(feed.Runs!.Count(h => h == hour) == 1, $"{at}: the run at {hour} h stands twice.", $"{hour}");
            Require(
                source.Runs.Contains(hour) || (generic && hour is >= 0 and < 24),
                $"{at}: the source {source.Name} has no run at {hour} h; allowed are {string.Join(", ", source.Runs)}.",
                $"{hour}");
        }
    }

    private static void CheckObservations(FeedSettings feed, SourceDefinition source, string at)
    {
        Require(
            feed.Model is null
                && feed.Variables is null
                && feed.Leads is null
                && feed.Runs is null
                && feed.Fields is null
                && feed.Index is null
                && feed.IndexAddress is null,
            $"{at}: model, variables, leads, runs, fields and index belong to numerical models.",
            "");
        Require(
            (feed.Stations?.Count ?? 0) <= MostStations,
            $"{at}: at most {MostStations} stations are allowed.",
            $"{feed.Stations?.Count}");
        Require(feed.Area is null || source.Form == SourceForm.Metar, $"{at}: only the source metar is asked by area; give stations.", "");
        Require(
            feed.Area is null
                || feed.Area is [>= -90 and <= 90, >= -180 and <= 180, >= -90 and <= 90, >= -180 and <= 180]
                    && feed.Area[0] < feed.Area[2]
                    && feed.Area[1] < feed.Area[3],
            $"{at}: area must be south, west, north, east in degrees.",
            feed.Area is null ? "" : string.Join(", ", feed.Area));
        Require(feed.Area is null || feed.Stations is null, $"{at}: metar is asked by stations or area, not both.", "");
        var generic = source.Form == SourceForm.GenericObservations;
        Require(!generic || feed.Address is not null, $"{at}: observations-url needs an address.", "");
        if (generic)
        {
            CheckTemplate(feed.Address!, at);
        }

        Require(
            generic || feed.Area is not null || feed.Stations is { Count: > 0 },
            $"{at}: no stations are named. 'weatherkd stations find' lists those near a place.",
            "");
        Require(!generic || feed.Stations is null, $"{at}: observations-url takes the stations that its file has.", "");
        foreach (var station in (feed.Stations ?? []).Select(FeedStation.Parse))
        {
            Require(
                Station.IsValidId(station.Id),
                $"{at}: '{station}' must begin with an id of 1 to 64 letters, digits, '-', '_' or '.'.",
                $"{station}");
            CheckSourceId(station, source, at);
        }

        Unique((feed.Stations ?? []).Select(s => FeedStation.Parse(s).Id), $"station of feed '{feed.Name}'");
    }

    private static void CheckSourceId(FeedStation station, SourceDefinition source, string at)
    {
        var id = station.SourceId;
        switch (source.Form)
        {
            case SourceForm.Metar:
                Require(
                    id.Length == 4 && id.All(char.IsAsciiLetterOrDigit) && char.IsAsciiLetterUpper(id[0]),
                    $"{at}: '{id}' is no ICAO code of four letters.",
                    id);
                Require(station.Id == id, $"{at}: METAR stations keep their ICAO code.", $"{station}");
                break;
            case SourceForm.GhcnHourly:
                Require(
                    id.Length == 11 && id.All(char.IsAsciiLetterOrDigit),
                    $"{at}: '{id}' is no GHCN id of eleven letters and digits, such as KSM00047129.",
                    id);
                break;
            case SourceForm.KmaHub:
                Require(id.Length is > 0 and <= 5 && id.All(char.IsAsciiDigit), $"{at}: '{id}' is no station number of KMA.", id);
                Require(station.Id == id, $"{at}: KMA stations keep their number.", $"{station}");
                break;
            default:
                Require(id.Length is > 0 and <= 100, $"{at}: '{station}' names no station.", $"{station}");
                break;
        }
    }

    /// <summary>Lists of JSON may hold nulls, whatever the types say.</summary>
    private static void CheckValues(IReadOnlyList<string?>? values, string at) =>
        Require(values?.Contains(null) != true, $"{at} has a value that is null.", "null");

    private static void CheckTemplate(string template, string at)
    {
        try
        {
            AddressTemplate.Fill(template, DateTimeOffset.UnixEpoch, lead: 1, field: "x");
        }
        catch (InputFormatException e)
        {
            throw new InputFormatException($"{at}: {e.Message}", e) { Given = e.Given };
        }
    }

    private static void CheckAddress(string? address, string at)
    {
        if (address is null)
        {
            return;
        }

        // A template's braces are no part of an address.
        var plain = address.Replace('{', 'x').Replace('}', 'x');
        Require(
            Uri.TryCreate(plain, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https",
            $"{at} must be an absolute address.",
            address);
        Require(uri!.Scheme == "https" || uri.IsLoopback, $"{at}: only https is allowed, except on this machine.", address);
        Require(uri.UserInfo.Length == 0, $"{at} must hold no user name or password; keys come from the configuration, as {{key}}.", "");
    }

    private static void Within(int value, int minimum, int maximum, string at) =>
        Require(value >= minimum && value <= maximum, $"{at} must be between {minimum} and {maximum}.", $"{value}");

    private static void Require(bool holds, string message, string given)
    {
        if (!holds)
        {
            throw new InputFormatException(message) { Given = given };
        }
    }
}
