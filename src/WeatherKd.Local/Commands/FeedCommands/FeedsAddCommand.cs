using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Feeds.Catalogues;
using WeatherKd.Feeds.Settings;
using WeatherKd.Local.Terminal;

namespace WeatherKd.Local.Commands.FeedCommands;

/// <summary><c>weatherkd feeds add</c>: one more entry of <c>feeds.json</c>.</summary>
internal static partial class FeedsAddCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("source")
        {
            HelpName = "SOURCE",
            Description = $"The source: {string.Join(", ", SourceCatalogue.Names)}.",
        };
        source.AcceptOnlyFromAmong([.. SourceCatalogue.Names]);
        var name = new Option<string?>("--name")
        {
            Description = "Name of the feed; without it the source's. A feed of that name is replaced.",
        };
        var contact = new Option<string?>("--contact")
        {
            Description = "E-mail address or page of who runs this, sent with each request of all feeds.",
        };
        var variables = new Option<string?>("--variables") { Description = "Variables of a model, e.g. temperature_2m,precipitation." };
        var leads = new Option<string?>("--leads")
        {
            Description = "Leads of a model: FIRST-LAST or FIRST-LAST/STEP, e.g. 1-48 or 3-72/3.",
        };
        var runs = new Option<string?>("--runs") { Description = "Hours of the runs, e.g. 0,12." };
        var stations = new Option<string?>("--stations")
        {
            Description = "Stations, e.g. RKSI,RKSS or RKSI=KSM00047113; or look for them with --near.",
        };
        var history = new Option<int?>("--history-days") { Description = "Days back whose data are fetched." };
        var retention = new Option<int?>("--retention-days")
        {
            Description = "Age at which files that this feed wrote are deleted; without it they are kept. What is deleted can no longer "
                + "be read again for a new station or a new format.",
        };
        var address = new Option<string?>("--address") { Description = "Address instead of the source's." };
        var json = CommandRunner.JsonOption();
        var (place, account) = (new PlaceOptions(), new AccountOption());
        var command = new Command("add", "Add a feed to the account. The hosts' timers run it from then on.")
        {
            source,
            name,
            contact,
            variables,
            leads,
            runs,
            stations,
            history,
            retention,
            address,
            json,
        }
            .WithExamples("weatherkd feeds add gfs --contact you@example.org", "weatherkd feeds add metar --stations RKSI,RKSS");
        place.AddTo(command);
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var from = parsed.GetValue(source)!;
            var settings = new FeedSettings
            {
                Name = parsed.GetValue(name) ?? from,
                Source = from,
                Variables = Words(parsed.GetValue(variables)),
                Leads = parsed.GetValue(leads) is { } range ? Leads(range) : null,
                Runs = Words(parsed.GetValue(runs))?.Select(r => int.TryParse(
                    r,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var hour)
                    ? hour
                    : throw new InvalidOperationException($"--runs: '{r}' is no hour.")).ToList(),
                Stations = Words(parsed.GetValue(stations)),
                HistoryDays = parsed.GetValue(history) ?? (SourceCatalogue.Find(from)?.IsModel == false ? 10 : 1),
                Retention = parsed.GetValue(retention) is { } days ? TimeSpan.FromDays(days) : null,
                Address = parsed.GetValue(address),
            };
            await using var opened = await FeedAccount.OpenAsync(account, parsed, cancellationToken);
            var feeds = opened.Services.GetRequiredService<FeedsStore>();
            if (settings.Stations is null && place.Search(parsed, from == "metar" ? "metar" : "ghcnh") is { } search)
            {
                var found = await opened.Services
                    .GetRequiredService<StationFinder>()
                    .FindAsync(search, await feeds.ReadAsync(cancellationToken), cancellationToken);
                settings = settings with
                {
                    Stations = [.. found.Select(s => from == "metar" ? s.Id : new FeedStation(s.Id, s.SourceId).ToString())],
                };
            }

            var file = await feeds.AddAsync(settings, parsed.GetValue(contact), cancellationToken);
            Say(settings, file, parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    private static void Say(FeedSettings settings, FeedsFile file, bool json)
    {
        if (json)
        {
            CommandRunner.PrintJson(settings);
            return;
        }

        var source = SourceCatalogue.Of(settings);
        Console.Out.WriteLine(
            $"Feed '{settings.Name}' was added: "
            + $"{source.Title}{(settings.Stations is { } stations ? $"; {stations.Count} stations" : "")}.");
        if (source.Terms.Link.Length > 0)
        {
            Console.Out.WriteLine($"Terms of use: {source.Terms.Link}. Show with forecasts: \"{source.Terms.Attribution}\".");
        }

        if (source.Key is { } key)
        {
            Console.Out.WriteLine(
                $"It needs a key: set WEATHERKD_Feeds__Keys__{settings.Key ?? key} where the host runs. Keys are never stored in the "
                + $"account.");
        }

        if (file.Contact is null)
        {
            Console.Out.WriteLine("Nobody is named who runs this; sources ask for that. Add it with --contact.");
        }
    }

    private static IReadOnlyList<string>? Words(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static LeadRange Leads(string text)
    {
        var match = Range().Match(text);
        return match.Success
            ? new LeadRange(Number("first"), Number("last"), match.Groups["step"].Success ? Number("step") : 1)
            : throw new InvalidOperationException($"--leads '{text}' is not FIRST-LAST or FIRST-LAST/STEP, such as 1-48 or 3-72/3.");

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        @"^(?<first>\d{1,4})-(?<last>\d{1,4})(/(?<step>\d{1,2}))?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Range();
}
