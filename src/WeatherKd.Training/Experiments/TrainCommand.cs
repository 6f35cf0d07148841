using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using WeatherKd.Alignment;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Telemetry;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;
using WeatherKd.Verification.References;
using WeatherKd.Verification;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// The command <c>train</c>: one student from a folder of station CSV files, scored on the part that it has not seen. Prints the
/// verification as JSON.
/// </summary>
internal static class TrainCommand
{
    private const int BadInput = 2;

    public static Command Create()
    {
        var arguments = new TrainArguments();
        var command = new Command("train", "Trains one student on files and scores it.");
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var settings = new TrainingSettings
                {
                    Epochs = parsed.GetValue(arguments.Epochs),
                    EnsembleSize = parsed.GetValue(arguments.EnsembleSize),
                    Seed = parsed.GetValue(arguments.Seed),
                };
                return await RunAsync(
                    parsed.GetValue(arguments.Data)!,
                    parsed.GetValue(arguments.Variant),
                    parsed.GetValue(arguments.Protocol),
                    settings,
                    parsed.GetValue(arguments.Out),
                    cancellationToken);
            }
            catch (Exception error) when (error is UnusableDatasetException
                or AlignmentException
                or InputFormatException
                or IOException
                or TrainingDivergedException)
            {
                await Console.Error.WriteLineAsync(error.Message);
                return BadInput;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string data,
        StudentVariant variant,
        SplitProtocol protocol,
        TrainingSettings settings,
        string? target,
        CancellationToken cancellationToken)
    {
        var folder = await StationCsvFolder.ReadAsync(data, cancellationToken);
        var windows = folder.Align(new AlignmentOptions { Protocol = protocol });
        var student = await new TrainingRun(windows, variant, settings, new ConsoleJournal(settings.Epochs)).RunAsync(cancellationToken);
        var hash = Convert.ToHexStringLower(SHA256.HashData(student.Onnx));
        using var session = StudentSession.Load(student.Onnx, hash);

        // The reference systems have nothing to stop early: they learn from all origins before the part that is scored, as the published
        // figures do.
        var all = folder.Align(new AlignmentOptions { Protocol = protocol, ValidationShare = 0 });
        var references = await ReferenceSystems.FitAsync(all, [DatasetPart.Training], cancellationToken, folder.Observations);
        var rows = await RowCollector.CollectAsync(
            windows,
            DatasetPart.Verification,
            new DatasetStudent(session, windows.Description),
            champion: null,
            references,
            cancellationToken);
        var (variables, overall) = new Scoring(VariableTable.Default, new VerificationOptions()).Score(rows, windows.Description.Stations);
        var report = new VerificationReport
        {
            Student = StudentRegistry.IdOf(hash, session.Lineage),
            Model = windows.Description.Model,
            Dataset = windows.Description.Id,
            From = windows.Description.Split.VerificationStart.ToTime(),
            To = windows.Description.Split.LastOrigin.ToTime(),
            Rows = rows.Sum(r => r.Count),
            Variables = variables,
            Overall = overall,
            Remarks = [.. folder.Remarks, .. references.Remarks, .. session.Lineage.Archive?.LeftOut ?? []],
        };
        var json = JsonSerializer.Serialize(report, WeatherJson.Indented);
        if (target is not null)
        {
            Directory.CreateDirectory(target);
            await File.WriteAllBytesAsync(Path.Combine(target, StudentRegistry.OnnxName), student.Onnx, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(target, StudentRegistry.VerificationName), json, cancellationToken);
        }

        Console.WriteLine(json);
        return 0;
    }

    /// <summary>Reports on standard error and keeps the checkpoint for this run only.</summary>
    private sealed class ConsoleJournal(int epochs) : ITrainingJournal
    {
        private readonly TimeLeft _time = new();
        private byte[]? _checkpoint;

        public Task<byte[]?> ReadCheckpointAsync(CancellationToken cancellationToken) => Task.FromResult(_checkpoint);

        public Task WriteCheckpointAsync(byte[] checkpoint, CancellationToken cancellationToken)
        {
            _checkpoint = checkpoint;
            return Task.CompletedTask;
        }

        public Task ReportAsync(TrainingProgress progress, CancellationToken cancellationToken)
        {
            var left = _time.After(progress.Epoch, epochs - progress.Epoch);
            var line = progress.Note
                ?? $"epoch {progress.Epoch,2}: RMSE training {progress.TrainingRmse:F3}, validation {progress.ValidationRmse:F3} "
                + $"({progress.Seconds:F0} s{left}{(progress.Epoch < epochs ? " at most" : string.Empty)})";
            return Console.Error.WriteLineAsync(line.AsMemory(), cancellationToken);
        }

        public ITrainingJournal OfMember(int number) => new ConsoleJournal(epochs);
    }
}
