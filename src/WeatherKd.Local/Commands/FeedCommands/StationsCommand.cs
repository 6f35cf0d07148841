using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using WeatherKd.Feeds.Catalogues;
using WeatherKd.Feeds.Settings;
using WeatherKd.Local.Terminal;
using WeatherKd.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Local.Commands.FeedCommands;

/// <summary><c>weatherkd stations find</c>: stations near a place, in a box or in a country, from public lists.</summary>
internal static class StationsCommand
{
    public static Command Create() => new Command("stations", "Find stations in public lists.") { Find() }
        .WithExamples("weatherkd stations find --near 36.8,126.5 --within 50km");

    private static Command Find()
    {
        var list = new Option<string>("--list")
        {
            Description = $"Which list: {string.Join(", ", StationFinder.Addresses.Keys)}.",
            DefaultValueFactory = _ => "ghcnh",
        };
        var withMetar = new Option<bool>("--with-metar") { Description = "Only stations that report METAR." };
        var add = new Option<bool>("--add") { Description = "Add them to the account's stations." };
        var json = CommandRunner.JsonOption();
        var place = new PlaceOptions();
        var account = new AccountOption();
        var command = new Command("find", "List stations near a place (--near 36.8,126.5 --within 50km), in a box or in a country.")
        {
            list,
            withMetar,
            add,
            json,
        }
            .WithExamples(
                "weatherkd stations find --near 36.8,126.5 --within 50km",
                "weatherkd stations find --country KR --with-metar --add");
        place.AddTo(command);
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(list)!;
            if (!StationFinder.Addresses.ContainsKey(name))
            {
                throw new InvalidOperationException(
                    $"There is no list "
                    + $"'{name}'{(NearNames.Nearest(name, StationFinder.Addresses.Keys) is { } near ? $"; did you mean '{near}'?" : ".")} "
                    + $"The lists are {string.Join(", ", StationFinder.Addresses.Keys)}.");
            }

            var search = place.Search(parsed, name)
                ?? throw new InvalidOperationException(
                    "Say where: --near LATITUDE,LONGITUDE, --area SOUTH,WEST,NORTH,EAST or --country XX.");
            if (name == "metar" && search is { Near: null, Area: null })
            {
                throw new InvalidOperationException(
                    "The list metar is asked by --near or --area, not by a country; the lists ghcnh and isd have countries.");
            }

            await using var opened = await FeedAccount.OpenAsync(account, parsed, cancellationToken);
            var feeds = await opened.Services.GetRequiredService<FeedsStore>().ReadAsync(cancellationToken);
            var found = await opened.Services.GetRequiredService<StationFinder>().FindAsync(search with
            {
                WithMetar = parsed.GetValue(withMetar),
            }, feeds, cancellationToken);
            if (parsed.GetValue(add) && found.Count > 0)
            {
                await AddAsync(opened, found, cancellationToken);
            }

            Print(found, search, parsed.GetValue(add), parsed.GetValue(json));
            return found.Count > 0 ? 0 : CommandRunner.BadInput;
        });
        return command;
    }

    private static async Task AddAsync(FeedAccount account, IReadOnlyList<ListedStation> found, CancellationToken cancellationToken)
    {
        var blob = account.Services.GetRequiredService<WeatherStorage>().Stations.GetBlobClient(
            $"found-{UtcTime.FormatForName(account.Services.GetRequiredService<TimeProvider>().GetUtcNow())}.csv");
        await blob.UploadAsync(BinaryData.FromString(StationCsv.Of(found)), overwrite: true, cancellationToken);
    }

    private static void Print(IReadOnlyList<ListedStation> found, StationSearch search, bool added, bool json)
    {
        if (json)
        {
            CommandRunner.PrintJson(found);
            return;
        }

        if (found.Count == 0)
        {
            Console.Error.WriteLine("No station was found there; look further, e.g. with --within 200km.");
            return;
        }

        var table = TableConsole.Table("id", "source's id", "~name", "in", ">latitude", ">longitude", ">m", ">km");

        foreach (var s in found)
        {
            var distance = search.Near is { } place ? $"{s.DistanceTo(place.Latitude, place.Longitude):F1}" : "";
            table.AddRow(
                s.Id,
                s.SourceId,
                Markup.Escape(s.Name ?? ""),
                s.Country ?? "",
                $"{s.Latitude:F4}",
                $"{s.Longitude:F4}",
                $"{s.Elevation:F0}",
                distance);
        }

        TableConsole.Create(Console.Out).Write(table);
        Console.Out.WriteLine(added
            ? $"{found.Count} stations were added to the account."
            : $"{found.Count} stations; --add adds them to the account.");
    }
}
