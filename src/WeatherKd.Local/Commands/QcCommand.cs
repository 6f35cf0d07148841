using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using WeatherKd.Local.Terminal;
using WeatherKd.Observations;
using WeatherKd.Observations.Quality;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd qc</c>: what quality control makes of an observation file.</summary>
internal static class QcCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Observation file of any known format." };
        var stations = new Option<FileInfo?>("--stations") { Description = "Station list; without it the tests that need positions are left out." };
        var json = CommandRunner.JsonOption();
        var command = new Command("qc", "Check an observation file without storing it.") { file, stations, json };
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var known = parsed.GetValue(stations) is { } list ? StationList.Read(new InputFile(Existing(list), list.Name)) : [];
            var listing = await QualityListing.ReadAsync(
                InputFile.OpenAll(Existing(parsed.GetValue(file)!), parsed.GetValue(file)!.Name),
                new ObservationFormats(VariableTable.Default),
                new QualityControl(VariableTable.Default, new QualityOptions()),
                known,
                TimeProvider.System.GetUtcNow(),
                cancellationToken);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(listing);
            }
            else
            {
                Print(WideConsole.Create(Console.Out), listing);
            }

            return 0;
        });
        return command;
    }

    private static void Print(IAnsiConsole console, QualityListing listing)
    {
        console.Write(new Text($"{listing.Format}; stations {string.Join(", ", listing.Stations)}; {listing.First:u} to {listing.Last:u}; {listing.Report.RejectedValues} values rejected\n"));
        foreach (var problem in listing.Unread)
        {
            console.Write(new Text($"Not used: {problem}\n"));
        }

        var counts = new Table().Border(TableBorder.Simple).AddColumns("variable", "test", "rejected");
        foreach (var count in listing.Report.Rejected)
        {
            counts.AddRow(count.Variable, count.Test, count.Count.ToString(CultureInfo.InvariantCulture));
        }

        console.Write(counts);
        var worst = new Table().Border(TableBorder.Simple).AddColumns("station", "time", "variable", "value", "test", "limit");
        foreach (var c in listing.Report.Worst)
        {
            worst.AddRow(c.StationId, UtcTime.Format(c.ValidTime), c.Variable, c.Value.ToString("G6", CultureInfo.InvariantCulture), c.Test, c.Limit.ToString("G6", CultureInfo.InvariantCulture));
        }

        console.Write(worst);
    }

    private static string Existing(FileInfo file) => file.Exists
        ? file.FullName
        : throw new FileNotFoundException($"{file} does not exist.");
}
