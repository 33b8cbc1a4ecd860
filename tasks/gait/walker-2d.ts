/** The walking robot in a vertical plane: x forwards, y upwards. */

import type Rapier from '@dimforge/rapier2d-deterministic-compat';
import type { Collider, RevoluteImpulseJoint, RigidBody } from '@dimforge/rapier2d-deterministic-compat';
import { cos, sin } from '../../src/numeric/elementary.ts';
import {
  type Leg,
  newState,
  RATE,
  ROBOT,
  STANDING,
  STEPS_OF_ACTION,
  SWEEPS,
  type Walker,
  type WalkerStart,
  withinTurn,
} from './walker.ts';
import { walkerOutline } from './walker-outline.ts';

const GROUND = { half: 100, thickness: 1 };
/** Collision groups, members above, partners below: the robot meets the ground and not itself. */
const GROUPS = { ground: 0x00010002, robot: 0x00020001 };

/** Robot at its start. Bodies are made in the order of the legs, which is part of what is simulated. */
export function walker2d(rapier: typeof Rapier, legs: readonly Leg[], start: WalkerStart): Walker {
  const { World, RigidBodyDesc, ColliderDesc, JointData, MotorModel } = rapier;
  const { torso: box, hip, upper, lower, limits, motor, friction } = ROBOT;
  const world = new World({ x: 0, y: -9.81 });
  world.timestep = 1 / RATE;
  world.numInternalPgsIterations = SWEEPS;
  const ground = world.createCollider(
    ColliderDesc.cuboid(GROUND.half, GROUND.thickness / 2)
      .setTranslation(0, -GROUND.thickness / 2)
      .setFriction(friction)
      .setCollisionGroups(GROUPS.ground),
  );

  const body = (x: number, y: number, angle: number): RigidBody =>
    world.createRigidBody(
      RigidBodyDesc.dynamic()
        .setTranslation(x, y)
        .setRotation(angle)
        .setLinvel(start.velocity[0], 0)
        .setCanSleep(false),
    );
  const torso = body(0, STANDING, 0);
  world.createCollider(
    ColliderDesc.cuboid(box.length / 2, box.height / 2)
      .setMass(box.mass)
      .setFriction(friction)
      .setCollisionGroups(GROUPS.robot),
    torso,
  );

  /** Segment that hangs from (x, y), turned by `angle` from straight down. */
  function segment(size: typeof upper | typeof lower, x: number, y: number, angle: number) {
    const half = size.length / 2;
    const made = body(x + half * sin(angle), y - half * cos(angle), angle);
    const collider = world.createCollider(
      ColliderDesc.capsule(half, size.radius)
        .setMass(size.mass)
        .setFriction(friction)
        .setCollisionGroups(GROUPS.robot),
      made,
    );
    return { made, collider };
  }
  function hinge(
    parent: RigidBody,
    child: RigidBody,
    anchor: readonly [number, number],
    half: number,
    limit: number,
  ): RevoluteImpulseJoint {
    const [x, y] = anchor;
    const joint = world.createImpulseJoint(
      JointData.revolute({ x, y }, { x: 0, y: half }),
      parent,
      child,
      true,
    ) as RevoluteImpulseJoint;
    joint.configureMotorModel(MotorModel.ForceBased);
    joint.setLimits(-limit, limit);
    joint.configureMotorPosition(0, motor.stiffness, motor.damping);
    return joint;
  }

  const bodies: RigidBody[] = [];
  const joints: RevoluteImpulseJoint[] = [];
  const feet: Collider[] = [];
  legs.forEach(({ along }, leg) => {
    const x = along * hip.along;
    const y = STANDING - hip.below;
    const [atHip, atKnee] = [start.offsets[2 * leg]!, start.offsets[2 * leg + 1]!];
    const thigh = segment(upper, x, y, atHip);
    const [kneeX, kneeY] = [x + upper.length * sin(atHip), y - upper.length * cos(atHip)];
    const shank = segment(lower, kneeX, kneeY, atHip + atKnee);
    bodies.push(thigh.made, shank.made);
    feet.push(shank.collider);
    joints.push(
      hinge(torso, thigh.made, [x, -hip.below], upper.length / 2, limits.hip),
      hinge(thigh.made, shank.made, [0, -upper.length / 2], lower.length / 2, limits.knee),
    );
  });

  const state = newState(legs.length);
  const [place, velocity] = [
    { x: 0, y: 0 },
    { x: 0, y: 0 },
  ];
  /** Angles of the segments, `[leg][upper, lower]`. */
  const turns = new Float64Array(bodies.length);
  let touching = false;
  const onManifold = (manifold: { numContacts(): number }): void => {
    if (manifold.numContacts() > 0) touching = true;
  };

  function sense(): void {
    torso.translation(place);
    torso.linvel(velocity);
    const pitch = torso.rotation();
    state.place.set([place.x, place.y, 0]);
    state.speed = Math.sqrt(velocity.x ** 2 + velocity.y ** 2);
    state.attitude[0] = pitch;
    state.upright = cos(pitch);
    bodies.forEach((one, at) => {
      turns[at] = one.rotation();
    });
    for (let joint = 0; joint < joints.length; joint++) {
      const parent = joint % 2 === 0 ? pitch : turns[joint - 1]!;
      state.angles[joint] = withinTurn(turns[joint]! - parent);
    }
    for (let leg = 0; leg < feet.length; leg++) {
      touching = false;
      world.contactPair(feet[leg]!, ground, onManifold);
      state.touches[leg] = Number(touching);
    }
  }
  sense();

  return {
    state,
    drive(targets) {
      for (let joint = 0; joint < joints.length; joint++)
        joints[joint]!.configureMotorPosition(targets[joint]!, motor.stiffness, motor.damping);
      for (let step = 0; step < STEPS_OF_ACTION; step++) world.step();
      sense();
    },
    outline: () =>
      walkerOutline(place, state.attitude[0]!, legs.length, (segment, along) =>
        endOf(bodies[segment]!, along),
      ),
    snapshot: () => world.takeSnapshot(),
    free: () => world.free(),
  };
}

/** End of a segment, so far above its centre along itself. */
function endOf(segment: RigidBody, along: number): [number, number] {
  const { x, y } = segment.translation();
  const angle = segment.rotation();
  return [x - along * sin(angle), y + along * cos(angle)];
}
