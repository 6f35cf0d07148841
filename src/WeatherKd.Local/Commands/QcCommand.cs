using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using WeatherKd.Local.Terminal;
using WeatherKd.NumericalModels;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Observations;
using WeatherKd.Observations.Quality;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd qc</c>: what quality control makes of an observation file, or the checks of a numerical model's.</summary>
internal static class QcCommand
{
    private const string Observations = "observations";
    private const string NumericalModel = "numerical-model";

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "File of observations or of a numerical model, of any known format." };
        var stations = new Option<FileInfo?>("--stations")
        {
            Description = "Station list; without it the tests that need positions are left out.",
        };
        var kind = new Option<string>("--as") { Description = "What the file holds.", DefaultValueFactory = _ => Observations };
        kind.AcceptOnlyFromAmong(Observations, NumericalModel);
        var json = CommandRunner.JsonOption();
        var command = new Command("qc", "Check a file of observations or of a numerical model without storing it.")
        {
            file,
            kind,
            stations,
            json,
        }
            .WithExamples(
                "weatherkd qc observations.csv",
                "weatherkd qc observations.csv --stations stations.csv --json",
                "weatherkd qc run.grib2 --as numerical-model --stations stations.csv");
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var known = parsed.GetValue(stations) is { } list ? StationList.Read(new InputFile(Existing(list), list.Name)) : [];
            if (parsed.GetValue(kind) == NumericalModel)
            {
                var runs = await TeacherListing.ReadAsync(
                    InputFile.OpenAll(Existing(parsed.GetValue(file)!), parsed.GetValue(file)!.Name),
                    new NumericalModelFormats(VariableTable.Default),
                    new TeacherChecks(VariableTable.Default, new TeacherCheckOptions()),
                    known,
                    TimeProvider.System.GetUtcNow(),
                    cancellationToken);
                if (parsed.GetValue(json))
                {
                    CommandRunner.PrintJson(runs);
                }
                else
                {
                    Print(TableConsole.Create(Console.Out), runs);
                }

                return 0;
            }

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
                Print(TableConsole.Create(Console.Out), listing);
            }

            return 0;
        });
        return command;
    }

    private static void Print(IAnsiConsole console, TeacherListing listing)
    {
        var report = listing.Report;
        var values = report.Runs.Sum(r => r.Values);
        console.Write(new Text(string.Create(
            CultureInfo.InvariantCulture,
            $"{listing.Format}; {listing.Rows} rows, {report.Runs.Count} runs; {report.FlaggedValues} of {values} values flagged "
            + $"({100.0 * report.FlaggedValues / Math.Max(values, 1):F3} %)\n")));
        foreach (var said in listing.Unread.Select(u => $"Not used: {u}").Concat(report.Reasons))
        {
            console.Write(new Text(said + "\n"));
        }

        var counts = TableConsole.Table("variable", "check", ">flagged");
        foreach (var count in report.Runs.SelectMany(r => r.Flagged).GroupBy(f => (f.Variable, f.Test)))
        {
            counts.AddRow(count.Key.Variable, count.Key.Test, count.Sum(f => f.Count).ToString(CultureInfo.InvariantCulture));
        }

        WriteRows(console, counts);
        console.Write(new Text(report.Refusal is { } refusal ? $"On arrival it goes to quarantine. {refusal}\n" : ""));
    }

    private static void Print(IAnsiConsole console, QualityListing listing)
    {
        console.Write(new Text(
            $"{listing.Format}; stations {string.Join(", ", listing.Stations)}; {TableConsole.Time(listing.First)} to "
            + $"{TableConsole.Time(listing.Last)}; {listing.Report.RejectedValues} values rejected\n"));
        foreach (var problem in listing.Unread)
        {
            console.Write(new Text($"Not used: {problem}\n"));
        }

        var counts = TableConsole.Table("variable", "test", ">rejected");
        foreach (var count in listing.Report.Rejected)
        {
            counts.AddRow(count.Variable, count.Test, count.Count.ToString(CultureInfo.InvariantCulture));
        }

        WriteRows(console, counts);
        var worst = TableConsole.Table("~station", "time", "~variable", ">value", "~test", ">limit");
        foreach (var c in listing.Report.Worst)
        {
            worst.AddRow(
                c.StationId,
                TableConsole.Time(c.ValidTime),
                c.Variable,
                c.Value.ToString("G6", CultureInfo.InvariantCulture),
                c.Test,
                double.IsFinite(c.Limit) ? c.Limit.ToString("G6", CultureInfo.InvariantCulture) : "–");
        }

        WriteRows(console, worst);
    }

    /// <summary>A table that has rows: titles alone say nothing.</summary>
    private static void WriteRows(IAnsiConsole console, Table table)
    {
        if (table.Rows.Count > 0)
        {
            console.Write(table);
        }
    }

    private static string Existing(FileInfo file) => file.Exists
        ? file.FullName
        : throw CommandRunner.WhyNoFile(file)!;
}
