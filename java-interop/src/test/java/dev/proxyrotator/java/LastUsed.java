package dev.proxyrotator.java;

import dev.proxyrotator.selection.Candidate;
import dev.proxyrotator.selection.RotationStrategy;
import dev.proxyrotator.selection.SelectionReport;
import dev.proxyrotator.selection.SelectionRequest;
import dev.proxyrotator.selection.Selector;
import dev.proxyrotator.selection.SelectorContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A strategy as a user writes it in Java: the proxy that succeeded last, or else the first. */
final class LastUsed implements RotationStrategy {
  final BlockingQueue<Duration> reported = new LinkedBlockingQueue<>();

  @Override
  public String getName() {
    return "last-used";
  }

  @Override
  public Selector newSelector(SelectorContext context) {
    return new Selector() {
      private final List<Candidate> candidates = new ArrayList<>();

      @Override
      public int getSize() {
        return candidates.size();
      }

      @Override
      public void add(Candidate candidate) {
        candidates.add(candidate);
      }

      @Override
      public void remove(Candidate candidate) {
        candidates.remove(candidate);
      }

      @Override
      public void update(Candidate candidate) {}

      @Override
      public Candidate select(SelectionRequest request) {
        return candidates.stream()
            .filter(it -> !request.getExcluded().contains(it))
            .findFirst()
            .orElse(null);
      }

      @Override
      public void report(Candidate candidate, SelectionReport report) {
        reported.add(Durations.of(report));
        if (report.getOutcome() != SelectionReport.Outcome.SUCCESS) return;
        candidates.remove(candidate);
        candidates.add(0, candidate);
      }
    };
  }
}
