using WeatherKd.Alignment;
using WeatherKd.Retraining;
using WeatherKd.Students;
using WeatherKd.Training.Network;
using WeatherKd.Training.Scaling;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>A network, its optimiser and its loss: makes steps. Everything random in an epoch follows from seed and epoch number, so that a resumed run repeats it.</summary>
internal sealed class StudentTrainer : IDisposable
{
    /// <summary>Steps over which the step size rises to its peak.</summary>
    private const int WarmUpSteps = 10;

    /// <summary>After this many steps the step size has fallen to 1/√2 of its peak, and on as 1/√steps: no end need be known in advance.</summary>
    private const double DecaySteps = 1000;

    private const string AssistantPrefix = "assistant/";

    private readonly DatasetDescription _description;
    private readonly TrainingSettings _settings;
    private readonly Device _device;
    private readonly DistillationLoss _loss;

    /// <summary>The guided student that a distilled one learns from, trained beside it on the same batches.</summary>
    private readonly StudentTrainer? _assistant;
    private readonly Tensor _lossSum;
    private int _lossCount;
    private double _stepScale = 1;

    public StudentTrainer(DatasetDescription description, StudentVariant variant, TrainingSettings settings, StudentScaling scaling, Device device)
    {
        _description = description;
        _settings = settings;
        _device = device;
        var shape = new StudentShape(description, variant, settings.HiddenSize, scaling.UsesDayOfYear);
        Network = new StudentNetwork(shape, scaling, settings.Dropout, settings.Seed, device);
        Optimiser = new AveragingAdam(Network, settings.GradientClip, settings.WeightDecay);
        _loss = new DistillationLoss(Network, device);
        _lossSum = zeros(1, device: device).DetachFromDisposeScope();
        if (variant == StudentVariant.Distilled && shape.Teacher.Count > 0)
        {
            _assistant = new StudentTrainer(description, StudentVariant.Guided, settings, scaling, device);
        }
    }

    public StudentNetwork Network { get; }

    public AveragingAdam Optimiser { get; }

    /// <summary>Factor on the step size, made smaller after a divergence.</summary>
    public double StepScale
    {
        get => _stepScale;
        set
        {
            _stepScale = value;
            if (_assistant is not null)
            {
                _assistant.StepScale = value;
            }
        }
    }

    /// <summary>Step size at the next step.</summary>
    public double LearningRate
    {
        get
        {
            var steps = Optimiser.Steps;
            return _settings.LearningRate * StepScale * Math.Min(1, (steps + 1.0) / WarmUpSteps) / Math.Sqrt(1 + (steps / DecaySteps));
        }
    }

    /// <summary>Random order of an epoch's windows, the same for every variant of a seed.</summary>
    public Random BeginEpoch(int epoch)
    {
        Network.IsTraining = true;
        if (_assistant is not null)
        {
            _assistant.Network.IsTraining = true;
        }

        manual_seed(StableHash.Of(_settings.Seed, $"dropout of epoch {epoch}"));
        return new Random(StableHash.Of(_settings.Seed, $"order of epoch {epoch}"));
    }

    /// <summary>One step on a batch.</summary>
    public void Step((WindowBlock Block, int Index)[] windows, Random random)
    {
        using var scope = NewDisposeScope();
        // Drawn for every variant, used or not, so that all see the same sequence.
        var hideStations = windows.Select(_ => random.NextDouble() < _settings.HiddenStationShare).ToArray();
        var hideTeachers = windows.Select(_ => random.NextDouble() < _settings.HiddenTeacherShare).ToArray();
        using var whole = WindowBatch.Of(_description, windows, new Hiding(hideStations, hideTeachers), _device);
        using var seen = whole.WithoutTeacher(hideTeachers);
        _assistant?.StepOn(whole, seen, hideTeachers);
        StepOn(whole, seen, hideTeachers);
    }

    private void StepOn(WindowBatch whole, WindowBatch seen, bool[] hideTeachers)
    {
        var loss = _loss.Of(seen, LessonOf(whole, hideTeachers));
        loss.backward();
        Optimiser.Step(LearningRate);
        using var noGradient = no_grad();
        _lossSum.add_(loss.detach());
        _lossCount++;
    }

    /// <summary>Mean loss of the steps since the last call. Waits for the device, hence asked for only now and then.</summary>
    public double TakeMeanLoss()
    {
        var mean = HostTensors.Read(_lossSum)[0] / Math.Max(1, _lossCount);
        using var noGradient = no_grad();
        _lossSum.zero_();
        _lossCount = 0;
        return mean;
    }

    /// <summary>All state that decides the next step.</summary>
    public Dictionary<string, float[]> Snapshot()
    {
        var state = Optimiser.Snapshot();
        state["running"] = _loss.Running;
        foreach (var (name, values) in _assistant?.Snapshot() ?? [])
        {
            state[AssistantPrefix + name] = values;
        }

        return state;
    }

    /// <summary>Takes up a state.</summary>
    public void Restore(IReadOnlyDictionary<string, float[]> state, int steps)
    {
        Optimiser.Restore(state, steps);
        _loss.Running = state["running"];
        _assistant?.Restore(
            state.Where(s => s.Key.StartsWith(AssistantPrefix, StringComparison.Ordinal)).ToDictionary(s => s.Key[AssistantPrefix.Length..], s => s.Value, StringComparer.Ordinal), steps);
        TakeMeanLoss();
    }

    public void Dispose()
    {
        _assistant?.Dispose();
        _lossSum.Dispose();
        _loss.Dispose();
        Optimiser.Dispose();
        Network.Dispose();
    }

    /// <summary>
    /// A guided student that sees the teacher expects what the other cannot know; told to one that does not see it, its forecast carries the same expectation with less noise than
    /// the observation does (generalised distillation, Lopez-Paz et al. 2016). A distilled student learns everywhere from its assistant; a guided one, where its teacher is hidden, from itself.
    /// </summary>
    private Lesson? LessonOf(WindowBatch whole, bool[] hideTeachers)
    {
        var tutor = _assistant?.Network ?? (Network.Shape.ReadsTeacher ? Network : null);
        var learners = Enumerable.Range(0, hideTeachers.Length).Where(i => _assistant is not null || hideTeachers[i]).Select(i => (long)i).ToArray();
        if (tutor is null || _settings.TeacherWeight == 0 || learners.Length == 0)
        {
            return null;
        }

        using var noGradient = no_grad();
        var places = tensor(learners, device: _device);
        using var windows = whole.Pick(places);
        var wasTraining = tutor.IsTraining;
        tutor.IsTraining = false;
        var forecast = zeros_like(whole.Targets).index_copy_(0, places, tutor.Forward(windows).Forecast);
        tutor.IsTraining = wasTraining;
        var weight = zeros_like(whole.Targets).index_copy_(0, places, tutor.DebiasedTeacher(windows).Covered * _settings.TeacherWeight);
        return new Lesson(forecast, weight);
    }
}
